"""Muster: move thousands of people in custody out of facilities that may fail, with proof."""

from muster.scenario import load

__all__ = ["load"]
