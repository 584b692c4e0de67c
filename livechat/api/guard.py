"""The door in front of Reflex: only what a browser of ours would send comes in."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from livechat.adapters import connections
from livechat.adapters.bucket import SharedBuckets, TokenBucket
from livechat.api import frames, headers
from livechat.api.patience import Watch
from livechat.api.stopping import SERVICE_RESTART, Stopping

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Audit = Callable[[str, str], None]
# Handles an event of one socket; False leaves it to engine.io.
Take = Callable[[dict[str, Any]], Awaitable[bool]]

SOCKET_PATH: Final = "/_event"
# Reflex serves these; Livechat has its own uploads and shows its routes to nobody.
_CLOSED_PATHS: Final = ("/_upload", "/_all_routes", "/auth-codespace", SOCKET_PATH)
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_TOKEN: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_QUERY_KEYS: Final = frozenset({"EIO", "transport", "token", "t"})
_POLICY_VIOLATION: Final = 1008
_READY: Final = "/api/health/ready"
_GONE: Final[Message] = {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}


@dataclass(frozen=True, slots=True)
class GuardRules:
    """What the guard lets in; `page_policy` is the content security policy of pages."""

    origins: frozenset[str]
    names: frames.Names
    page_policy: str
    cookie_name: str
    https: bool = False
    # Whether `page_policy` lets other pages show ours in a frame.
    framed: bool = False
    # Paths where another site's page may post to: what it brings along is signed.
    foreign_posts: frozenset[str] = frozenset()
    # Paths that are not there, besides those that never are.
    closed: tuple[str, ...] = ()
    # (burst, per second): for one socket, for all sockets of one session, and for all sockets
    # without one from one address (many people may share an address).
    socket_rate: tuple[float, float] = (40, 20)
    session_rate: tuple[float, float] = (160, 60)
    address_rate: tuple[float, float] = (800, 400)
    audit: Audit = field(default=lambda reason, detail: None)
    # Told of what left a plain route; without it the server would print it, parameters and all.
    failed: Callable[[str, Exception], None] = field(default=lambda path, error: None)


def _is_below(path: str, closed: Iterable[str]) -> bool:
    return any(path == entry or path.startswith(entry + "/") for entry in closed)


def _is_page(path: str, status: int, response: Iterable[headers.Header]) -> bool:
    content = next((value for name, value in response if name.lower() == b"content-type"), b"")
    # "Not modified" has no type, but its headers replace those of the page that the browser keeps.
    kept = status == 304 and ("." not in path.rpartition("/")[2] or path.endswith(".html"))
    return kept or content.startswith(b"text/html")


def header(scope: Scope, name: bytes) -> str | None:
    """A request's header, None when it is missing or sent twice."""
    values = [value for key, value in scope.get("headers", ()) if key.lower() == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


class BrokenOffError(Exception):
    """An answer that had begun could not be finished."""


class Guard:
    """Wraps the ASGI app; see TRUST rows T05, T06, T07, T10, T12, T25, T30 and T49."""

    def __init__(self, app: ASGIApp, rules: GuardRules, stopping: Stopping | None = None) -> None:
        self._app = app
        self._rules = rules
        self._stopping = stopping or Stopping(lambda: 0)
        self._fixed = headers.fixed(https=rules.https, framed=rules.framed)
        self._cookie = re.compile(rf"(?:^|;\s*){re.escape(rules.cookie_name)}=([^;]+)")
        self._sessions = SharedBuckets(*rules.session_rate)
        self._addresses = SharedBuckets(*rules.address_rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is allowed."""
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        guarded = self._with_headers(path, send)
        if _is_below(path, (*_CLOSED_PATHS, *self._rules.closed)):
            self._rules.audit("closed path", path[:200])
            await _answer(guarded, 404, b"Not found")
        elif (
            scope["method"] not in _SAFE_METHODS
            and path not in self._rules.foreign_posts
            and not self._is_own_origin(scope)
        ):
            self._rules.audit("foreign origin", path[:200])
            await _answer(guarded, 403, b"Forbidden")
        elif self._stopping.is_stopping and path == _READY:
            await _answer(guarded, 503, b"Stopping")
        else:
            await self._routes(scope, receive, guarded)

    async def _routes(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_begun = is_whole = False

        async def noting(message: Message) -> None:
            nonlocal is_begun, is_whole
            is_begun = True
            is_whole = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            self._rules.failed(scope.get("path", "")[:200], error)
            if is_begun and not is_whole:
                # The browser must not take a part for the whole; nothing of the cause is told.
                raise BrokenOffError from None
            if not is_begun:
                await _answer(send, 500, b"Something went wrong on our side.")

    def _is_own_origin(self, scope: Scope) -> bool:
        return header(scope, b"origin") in self._rules.origins

    def _with_headers(self, path: str, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                is_page = _is_page(path, message["status"], given)
                policy = self._rules.page_policy if is_page else headers.FILE_POLICY
                own = [
                    *self._fixed,
                    (b"content-security-policy", policy.encode()),
                    (b"cache-control", headers.caching(path, is_page)),
                ]
                message["headers"] = given + [pair for pair in own if pair[0] not in names]
            await send(message)

        return send_with_headers

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._stopping.is_stopping:
            await receive()
            await send({"type": "websocket.close", "code": SERVICE_RESTART})
            return
        reason = self._refusal(scope)
        if reason:
            self._rules.audit("socket refused", reason)
            # Closing before accepting is a 403 for the client.
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        socket = _GuardedSocket(self._rules, self._shared_bucket(scope), receive, send)
        # Whoever ends a session closes its sockets through this.
        scope["livechat.end"] = socket.end
        # Whoever knows which client this very socket is takes its events through this.
        scope["livechat.lead"] = socket.lead
        with self._stopping.open_socket(socket.end):
            await self._app(scope, socket.receive, socket.send)
        if socket.is_given_up:
            self._cut(scope)

    @staticmethod
    def _cut(scope: Scope) -> None:
        own, peer = scope.get("server"), scope.get("client")
        if own and peer:
            connections.cut(int(own[1]), (str(peer[0]), int(peer[1])))

    def _shared_bucket(self, scope: Scope) -> TokenBucket:
        # An unknown cookie gets its own bucket but also nothing to do with it.
        match = self._cookie.search(header(scope, b"cookie") or "")
        if match:
            return self._sessions.of(hashlib.sha256(match[1].encode()).hexdigest())
        client = scope.get("client") or ("unknown", 0)
        return self._addresses.of(str(client[0]))

    def _refusal(self, scope: Scope) -> str:
        if scope.get("path", "").rstrip("/") != SOCKET_PATH:
            return "path"
        if not self._is_own_origin(scope):
            return "origin"
        raw = scope.get("query_string", b"")
        if len(raw) > 300:
            return "query"
        query = parse_qs(raw.decode("latin-1"), keep_blank_values=True)
        if not query.keys() <= _QUERY_KEYS or any(len(values) != 1 for values in query.values()):
            return "query"
        if query.get("EIO") != ["4"] or query.get("transport") != ["websocket"]:
            return "protocol"
        if not _TOKEN.fullmatch(query.get("token", [""])[0]):
            return "token"
        return ""


class _GuardedSocket:
    """One connection: checks each frame, and can be closed from outside."""

    def __init__(
        self, rules: GuardRules, shared: TokenBucket, receive: Receive, send: Send
    ) -> None:
        self._rules = rules
        self._shared = shared
        self._receive = receive
        self._send = send
        self._bucket = TokenBucket(*rules.socket_rate)
        self._connected = False
        self._is_open = True
        self._end_code = 0
        # Nobody took what was sent: not even a closing would arrive.
        self.is_given_up = False
        self._watch = Watch()
        # Unset while the browser has not yet taken what was sent.
        self._is_taken = asyncio.Event()
        self._is_taken.set()
        # Who waits for a frame right now.
        self._reader: asyncio.Task[Any] | None = None
        self._take: Take | None = None

    def lead(self, take: Take) -> None:
        """Good events go to `take` from now on, before they are handed on."""
        self._take = take

    async def receive(self) -> Message:
        """The next good frame that nobody has taken; after a bad one the end of the connection."""
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            try:
                event = self._event(message)
            except frames.BadFrameError as error:
                self._rules.audit("frame refused", str(error))
                await self._hang_up(_POLICY_VIOLATION)
                return _GONE
            if event is None or self._take is None or not await self._take(event):
                return message

    async def _next(self) -> Message:
        """A frame, or the end that somebody asked for: Granian sends nothing, not even the
        closing, while it waits for a frame, so that waiting has to be given up first."""
        if not self._end_code:
            self._reader = reader = asyncio.current_task()
            try:
                # Whoever does not read is not listened to: what is asked for cannot pile up.
                await self._is_taken.wait()
                return await self._receive()
            except asyncio.CancelledError:
                if not self._end_code or reader is None or reader.uncancel():
                    raise
            finally:
                self._reader = None
        await self._hang_up(self._end_code)
        return _GONE

    def _event(self, message: Message) -> dict[str, Any] | None:
        """What the frame asks for, None for one without an event; or BadFrameError."""
        if not self._bucket.take() or not self._shared.take():
            raise frames.BadFrameError("too many frames")
        text = message.get("text")
        if not isinstance(text, str):
            raise frames.BadFrameError("not text")
        frame = frames.check(text, connected=self._connected, names=self._rules.names)
        self._connected = frame.is_connected
        return frame.event

    async def send(self, message: Message) -> None:
        """Passes on what the app sends while the connection is open and somebody reads."""
        if not self._is_open:
            return
        self._is_open = message["type"] != "websocket.close"
        self._is_taken.clear()
        try:
            await self._watch.over(self._send(message))
        except TimeoutError:
            self._is_open, self.is_given_up = False, True
            self._rules.audit("slow reader", "")
            self.end(_POLICY_VIOLATION)
            # The app's writer ends by an error.
            raise ConnectionError from None
        finally:
            self._is_taken.set()

    def end(self, code: int) -> None:
        """Close the connection from outside, soon; the browser connects anew."""
        if not self._end_code:
            self._end_code = code
            if self._reader is not None:
                self._reader.cancel()

    async def _hang_up(self, code: int) -> None:
        with suppress(ConnectionError):
            await self.send({"type": "websocket.close", "code": code})


async def _answer(send: Send, status: int, body: bytes) -> None:
    content = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": content})
    await send({"type": "http.response.body", "body": body})
