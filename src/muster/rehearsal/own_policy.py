"""Policies that users write, by file and name."""

from __future__ import annotations

import importlib.util
import sys
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from muster.errors import MusterError
from muster.planning.plan import Plan
from muster.rehearsal.policy import Policy, Prepared
from muster.rehearsal.stepwise.play import Stepwise
from muster.rehearsal.stepwise.policies import StepPolicy
from muster.scenario import Scenario


def own_policy(file: str, name: str) -> Policy:
    """The policy of that name in a Python file: an object, or a class that takes no arguments.

    Raises ValueError where there is none, or the file cannot be run.
    """
    module = _module(Path(file))
    found: Any = getattr(module, name, None)
    if found is None:
        known = [each for each, value in vars(module).items() if _is_policy(value)]
        raise ValueError(
            f"{file}: found no {name!r}; expected a policy, such as {', '.join(known) or 'none'}"
        )
    if isinstance(found, type):
        try:
            found = found()
        except (Exception, SystemExit) as error:
            raise ValueError(
                f"{file}: {name}() raised {type(error).__name__}: {error}; expected a policy "
                "that can be made without arguments"
            ) from None
    if not _is_policy(found):
        raise ValueError(
            f"{file}: found {name} without what a policy has; expected name, every_h and "
            "decide(view), or name and prepare(scenario, plan)"
        )
    if hasattr(found, "prepare"):
        return OwnPolicy(cast(Policy, found))
    if not _is_hours(found.every_h):
        raise ValueError(f"{file}: found every_h = {found.every_h!r}; expected a number of hours")
    return Stepwise(cast(StepPolicy, found))


@dataclass(frozen=True, slots=True)
class OwnPolicy:
    """A user's policy that decides once, before the futures."""

    policy: Policy

    @property
    def name(self) -> str:
        """As its author calls it."""
        return self.policy.name

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """Let it get ready; raises MusterError where it cannot."""
        where = f"policy {self.name}: prepare"
        try:
            ready = self.policy.prepare(scenario, plan)
        except MusterError:
            raise
        except (Exception, SystemExit) as error:
            raise MusterError(
                f"{where} raised {type(error).__name__}: {error}; expected a policy that can be "
                "made ready for any scenario and plan"
            ) from error
        if not isinstance(ready, Prepared):
            raise MusterError(
                f"{where} returned {type(ready).__name__}; expected a Prepared of "
                "muster.rehearsal.policy"
            )
        return ready


def _is_hours(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value)


def _is_policy(value: object) -> bool:
    stepwise = all(hasattr(value, each) for each in ("every_h", "decide"))
    return isinstance(getattr(value, "name", None), str) and (stepwise or hasattr(value, "prepare"))


def _module(file: Path) -> ModuleType:
    """Run a file as a module of its own; workers elsewhere get it by value."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ValueError(f"{file}: cannot be read ({error.strerror}); expected Python") from None
    name = f"muster_policy_{sha256(content).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ValueError(f"{file}: cannot be run; expected Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise ValueError(
            f"{file}: running it raised {type(error).__name__}: {error}; expected a file that can "
            "be imported"
        ) from None
    with suppress(ImportError):
        import cloudpickle

        cloudpickle.register_pickle_by_value(module)
    return module
