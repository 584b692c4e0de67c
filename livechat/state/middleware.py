"""Runs before every event handler, chained and background ones too: who is it, may they, and is
what this state holds theirs? (TRUST rows T01 to T06, T08, T11, T14.)"""

from typing import Any

import reflex as rx
from reflex.app import App
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState as ReflexState
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext

from livechat.domain.actor import Actor
from livechat.state import arguments, policy, session, sockets
from livechat.state.notices import Notices
from livechat.state.runtime import get_runtime

NOBODY = "nobody"


class SessionBinding(rx.State):
    """Whose data this state may hold: "" as long as it holds nobody's."""

    _owner: str = ""


def owner_name(actor: Actor | None) -> str:
    """How `SessionBinding` names the actor's session."""
    return f"session {actor.session_id}" if actor else NOBODY


def _is_chained() -> bool:
    return EventContext.get().parent_txid is not None


class SessionMiddleware(Middleware):
    """Denies by default: what no policy lists is refused."""

    async def preprocess(self, app: App, state: ReflexState, event: Event) -> StateUpdate | None:
        """None lets the handler run; an update is sent instead of running it."""
        runtime = get_runtime()
        root = state._get_root_state()
        cookie = session.cookie_value(root.router_data, runtime.cookie_name)
        actor = await runtime.resolver.resolve(cookie) if cookie else None
        session.set_current_actor(actor)
        session.speak_for(root.router_data, actor)
        # A handler may outlive its connection; then there is no client to bind.
        if sockets.is_connected(app, EventContext.get().token):
            runtime.subscriptions.bind(EventContext.get().token, actor)
        was_reset = await self._bind(root, actor)
        refusal = self._refusal(event, actor)
        if not refusal:
            return None
        runtime.audit_refusal(event.name, refusal, actor.user_id if actor else None)
        if was_reset:
            # The session ended under an open page: what was on it goes.
            return await _flush(root)
        if refusal == "arguments":
            notices = await root.get_state(Notices)
            notices._say("error.unexpected")
            return await _flush(root)
        return StateUpdate()

    async def _bind(self, root: ReflexState, actor: Actor | None) -> bool:
        binding = await root.get_state(SessionBinding)
        owner = owner_name(actor)
        if binding._owner == owner:
            return False
        held_another = binding._owner != ""
        if held_another:
            root.reset()  # type: ignore[no-untyped-call]
        binding._owner = owner
        return held_another

    def _refusal(self, event: Event, actor: Actor | None) -> str:
        rule = policy.rule_of(event.name)
        if rule is None:
            return "unlisted"
        is_chained = _is_chained()
        if rule.only_chained and not is_chained:
            return "only chained"
        if not rule.admits(actor):
            return "role"
        if is_chained:
            return ""
        if event.name == policy.BOOT and event.payload.get("vars"):
            return "client storage"
        try:
            arguments.check(event.name, event.payload)
        except arguments.BadArgumentsError:
            return "arguments"
        return ""


async def _flush(root: ReflexState) -> StateUpdate:
    delta: Any = await root._get_resolved_delta()
    root._clean()  # type: ignore[no-untyped-call]
    return StateUpdate(delta=delta)
