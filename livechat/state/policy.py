"""Who may call which event handler: declared where it stands, denied where nothing is said.

@rx.event
@requires(Role.AGENT, Role.ADMIN)
async def claim(self, entry: str) -> None: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from reflex.state import OnLoadInternalState, State
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role

Handler = TypeVar("Handler", bound=Callable[..., Any])
_RULE = "__livechat_rule__"


@dataclass(frozen=True, slots=True)
class Rule:
    """`roles` may call; with `for_all` also people who are not signed in; `only_chained`
    means from other handlers of ours and never from a browser."""

    roles: frozenset[Role] = frozenset()
    for_all: bool = False
    only_chained: bool = False

    def admits(self, actor: Actor | None) -> bool:
        """Whether the actor (None: not signed in) may call."""
        return self.for_all or (actor is not None and actor.role in self.roles)


def _declare(rule: Rule) -> Callable[[Handler], Handler]:
    def declare(handler: Handler) -> Handler:
        setattr(handler, _RULE, rule)
        return handler

    return declare


def requires(*roles: Role) -> Callable[[Handler], Handler]:
    """Only these roles; stands under `@rx.event`."""
    if not roles:
        raise ValueError("name the roles, or use open_to_all")
    return _declare(Rule(frozenset(roles)))


def signed_in(handler: Handler) -> Handler:
    """Any role, but signed in."""
    return _declare(Rule(frozenset(Role)))(handler)


def open_to_all(handler: Handler) -> Handler:
    """Also people who are not signed in."""
    return _declare(Rule(for_all=True))(handler)


def only_chained(handler: Handler) -> Handler:
    """Called by other handlers of ours, never from a browser."""
    return _declare(Rule(for_all=True, only_chained=True))(handler)


def _internal_rules() -> dict[str, Rule]:
    # Reflex's own. The rest of them (setvar of every state, update_vars_internal) stays denied.
    by_browser, by_server = Rule(for_all=True), Rule(for_all=True, only_chained=True)
    root, page_load = State.event_handlers, OnLoadInternalState.event_handlers
    return {
        format_event_handler(root["hydrate_and_load"]): by_browser,
        format_event_handler(page_load["on_load_internal"]): by_browser,
        _exception_report(): by_browser,
        format_event_handler(root["hydrate"]): by_server,
        format_event_handler(root["set_is_hydrated"]): by_server,
        format_event_handler(page_load["set_is_hydrated"]): by_server,
    }


def _exception_report() -> str:
    from reflex.state import FrontendEventExceptionState

    return format_event_handler(
        FrontendEventExceptionState.event_handlers["handle_frontend_exception"]
    )


INTERNAL = _internal_rules()
BOOT = format_event_handler(State.event_handlers["hydrate_and_load"])


def rule_of(name: str, context: RegistrationContext | None = None) -> Rule | None:
    """The rule for a full event name; None (denied) for what is unknown or says nothing."""
    if name in INTERNAL:
        return INTERNAL[name]
    registered = (context or RegistrationContext.get()).event_handlers.get(name)
    rule = getattr(registered.handler.fn, _RULE, None) if registered else None
    return rule if isinstance(rule, Rule) else None


def may_come_from_browser(name: str, context: RegistrationContext | None = None) -> bool:
    """What the guard lets in: listed, and not reserved for our own chains."""
    rule = rule_of(name, context)
    return rule is not None and not rule.only_chained


def is_reflex_own(name: str) -> bool:
    """Handlers that come with Reflex and are denied on purpose."""
    state, _, handler = name.rpartition(".")
    return handler == "setvar" or "reflex___" in state.rpartition(".")[2]


def unlisted(names: Iterable[str] | None = None) -> list[str]:
    """Handlers of ours that say nothing about who may call them; a test wants this empty."""
    known = RegistrationContext.get().event_handlers if names is None else names
    return sorted(n for n in known if rule_of(n) is None and not is_reflex_own(n))
