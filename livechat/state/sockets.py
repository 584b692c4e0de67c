"""The few places where we reach below Reflex's states: who is connected, who left, who must go."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import reflex as rx
from reflex.app import EventNamespace
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import BaseState as ReflexState
from reflex.state import State, StateUpdate
from reflex_base.event.context import EventContext

SESSION_ENDED = 4401  # a websocket close code of our own; the browser connects anew


def _namespace(app: rx.App) -> EventNamespace:
    if app.event_namespace is None:
        raise RuntimeError("the app has no states")
    return app.event_namespace


def is_connected(app: rx.App, token: str) -> bool:
    """Whether a tab with this token is connected to this process."""
    return token in _namespace(app)._token_manager.token_to_socket


def watch_disconnects(app: rx.App, on_gone: Callable[[str], None]) -> None:
    """Call `on_gone(token)` as soon as a tab's socket is closed."""
    namespace = _namespace(app)
    original = namespace.on_disconnect

    def on_disconnect(sid: str, *_reason: Any) -> Any:
        token = namespace.sid_to_token.get(sid, "")
        record = namespace._token_manager.token_to_socket.get(token)
        result = original(sid)
        # A tab that has already come back by another socket is not gone.
        if record is not None and record.sid == sid:
            on_gone(token)
        return result

    # Reflex offers no hook; socket.io finds the method by its name on the instance.
    namespace.on_disconnect = on_disconnect  # type: ignore[method-assign]


def forget_state(app: rx.App, token: str) -> None:
    """Free the state of a tab that is gone; it is a view, and a tab that returns fills it anew.

    Reflex would keep it for an hour: enough for a stranger's script to fill the memory.
    """
    manager = app.state_manager
    if isinstance(manager, StateManagerMemory) and not is_connected(app, token):
        lock = manager._states_locks.get(token)
        if lock is None or not lock.locked():
            manager._purge_token(rx.BaseStateToken(ident=token, cls=State))


def count_states(app: rx.App) -> int:
    """How many tabs' states this process keeps, those of tabs that have just gone included."""
    manager = app.state_manager
    return len(manager.states) if isinstance(manager, StateManagerMemory) else 0


def enter_context(app: rx.App, token: str) -> None:
    """This task works on the state of this tab, as a handler of it would."""
    # A task of its own ends with its context: there is nothing to restore.
    app._set_contexts_internal()
    with suppress(LookupError):
        EventContext.set(EventContext.get().fork(token=token))


async def send_changes(app: rx.App, token: str, root: ReflexState) -> None:
    """Send the tab what has changed in its state, whose lock is held."""
    delta = await root._get_resolved_delta()
    root._clean()  # type: ignore[no-untyped-call]
    if delta:
        await _namespace(app).emit_update(StateUpdate(delta=delta), token)


def close(app: rx.App, token: str) -> None:
    """Close the tab's socket through the guard that let it in."""
    namespace = _namespace(app)
    record = namespace._token_manager.token_to_socket.get(token)
    if record is None or app.sio is None:
        return
    environ = app.sio.get_environ(record.sid, namespace.namespace)
    end = (environ or {}).get("asgi.scope", {}).get("livechat.end")
    if end is not None:
        end(SESSION_ENDED)
