"""Named lists of people for the trips of a plan, and how few vehicles people in conflict need."""

from muster.planning.manifests.making import make_manifests
from muster.planning.manifests.manifest import Change, Manifests, Rider

__all__ = ["Change", "Manifests", "Rider", "make_manifests"]
