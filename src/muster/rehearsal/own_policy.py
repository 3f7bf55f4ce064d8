"""Policies that users write, by file and name."""

from __future__ import annotations

import importlib.util
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from muster.rehearsal.policy import Policy
from muster.rehearsal.stepwise.play import Stepwise
from muster.rehearsal.stepwise.policies import StepPolicy


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
        except Exception as error:
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
        return cast(Policy, found)
    return Stepwise(cast(StepPolicy, found))


def _is_policy(value: object) -> bool:
    stepwise = all(hasattr(value, each) for each in ("every_h", "decide"))
    return hasattr(value, "name") and (stepwise or hasattr(value, "prepare"))


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
    except Exception as error:
        del sys.modules[name]
        raise ValueError(
            f"{file}: running it raised {type(error).__name__}: {error}; expected a file that can "
            "be imported"
        ) from None
    with suppress(ImportError):
        import cloudpickle

        cloudpickle.register_pickle_by_value(module)
    return module
