"""The module ``groundstation`` that scripts can import: what may stay in a satellite that is kept for the same user."""

import sys
import types
from collections.abc import Callable
from typing import Any

_kept: dict[str, Any] = {}


def cached(name: str, load: Callable[[], Any]) -> Any:
    """What an earlier script of the same user left under this name, else what ``load`` returns, which then stays.

    Nothing stays under the policy FRESH; the call is right under both.

    :param name: any text; a model's name with its version is a good one
    :param load: called without arguments
    """
    if name not in _kept:
        _kept[name] = load()
    return _kept[name]


def forget(name: str) -> None:
    """Let go of what is kept under this name."""
    _kept.pop(name, None)


def offer() -> None:
    """Let scripts import it."""
    module = types.ModuleType("groundstation", "What a script can ask of its satellite.")
    vars(module).update(cached=cached, forget=forget)
    sys.modules[module.__name__] = module
