"""Event arguments are what their handler's signature says, or the event is refused.

Reflex turns arguments into the annotated types where it can and passes on the rest as it came, so
a handler that is annotated `text: str` may receive a list. This check is strict.
"""

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from reflex_base.registry import RegistrationContext

_FORM_KEY = "__reflex_form_data__"
_PLAIN = (str, int, bool)


class BadArgumentsError(Exception):
    """The arguments do not fit the handler's signature."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    is_required: bool
    hint: Any
    adapter: TypeAdapter[Any]

    def is_plainly(self, value: Any) -> bool:
        """Whether the value is just what most handlers ask for; nothing needs to be put together
        to say so."""
        if self.hint == list[str]:
            return type(value) is list and all(type(item) is str for item in value)
        return self.hint in _PLAIN and type(value) is self.hint


@lru_cache(maxsize=2048)
def _parameters(event_name: str) -> dict[str, _Parameter]:
    function = RegistrationContext.get().event_handlers[event_name].handler.fn
    try:
        hints = get_type_hints(function)
    except NameError:
        # Some of Reflex's own annotations cannot be read while running; ours all can.
        if not function.__module__.startswith("reflex"):
            raise
        hints = {}
    found = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            raise TypeError(f"{event_name}: handlers name their arguments")
        found[name] = _Parameter(
            is_required=parameter.default is parameter.empty,
            hint=hints.get(name, Any),
            adapter=TypeAdapter(hints.get(name, Any)),
        )
    return found


def _plain(value: Any) -> Any:
    """A submitted form arrives as a list of pairs under one key."""
    if isinstance(value, dict) and value.keys() == {_FORM_KEY}:
        pairs = value[_FORM_KEY]
        if not isinstance(pairs, list) or not all(
            isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs
        ):
            raise BadArgumentsError("form")
        return dict(pairs)
    return value


def check(event_name: str, payload: Mapping[str, Any]) -> None:
    """Raise BadArgumentsError unless `payload` fits the handler of `event_name`."""
    parameters = _parameters(event_name)
    if not payload.keys() <= parameters.keys():
        raise BadArgumentsError("extra")
    for name, parameter in parameters.items():
        if name not in payload:
            if parameter.is_required:
                raise BadArgumentsError(f"missing {name}")
            continue
        if parameter.is_plainly(payload[name]):
            continue
        try:
            # JSON's strict mode: text stays text and numbers numbers, an enum is its value.
            parameter.adapter.validate_json(json.dumps(_plain(payload[name])), strict=True)
        except (ValidationError, TypeError, ValueError) as error:
            raise BadArgumentsError(f"type of {name}") from error
