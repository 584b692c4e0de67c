"""Whose event is being handled: resolved from the cookie by the middleware, for this task only."""

from collections.abc import Collection, Mapping
from contextvars import ContextVar
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol

from livechat.domain import reader
from livechat.domain.actor import Actor
from livechat.domain.text import DEFAULT_LANGUAGE, speak


class SessionResolver(Protocol):
    """Sessions as the server knows them."""

    async def resolve(self, cookie_token: str) -> Actor | None:
        """Who holds this cookie; None when the session is unknown, ended or disabled."""
        ...

    async def live(self, session_ids: Collection[int]) -> Mapping[int, Actor]:
        """Those of the sessions that still hold, with their users as they are now."""
        ...


_current: ContextVar[Actor | None] = ContextVar("livechat_actor", default=None)


def current_actor() -> Actor | None:
    """Who performs the event that this task handles."""
    return _current.get()


def set_current_actor(actor: Actor | None) -> None:
    """For the middleware and the fan-out, before a handler runs."""
    _current.set(actor)


def speak_for(router_data: Mapping[str, Any], actor: Actor | None) -> None:
    """The language of this task: the reader's own; the desk works in English."""
    if actor is not None and actor.is_staff:
        speak(DEFAULT_LANGUAGE)
        return
    chosen = cookie_value(router_data, reader.COOKIE)
    speak(reader.language(chosen, router_data.get("headers", {}).get("accept-language", "")))


def cookie_value(router_data: Mapping[str, Any], name: str) -> str:
    """The cookie from the handshake's headers, "" without it or when it is sent twice."""
    return _value_in(router_data.get("headers", {}).get("cookie", ""), name)


# A page sends the same header with each of its events.
@lru_cache(maxsize=4096)
def _value_in(header: str, name: str) -> str:
    values = [
        value.strip()
        for key, _, value in (part.partition("=") for part in header.split(";"))
        if key.strip() == name
    ]
    if len(values) != 1:
        return ""
    try:
        morsel = SimpleCookie(f"{name}={values[0]}").get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
