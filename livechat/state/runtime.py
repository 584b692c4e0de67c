"""What the states use and the composition root provides; set once, before the first event."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

from livechat.domain.errors import RetryableError
from livechat.state.session import SessionResolver
from livechat.state.subscriptions import Subscriptions

P = ParamSpec("P")
T = TypeVar("T")
AuditRefusal = Callable[[str, str, int | None], None]


class Workers:
    """The bounded thread pool in which services run: never in the event loop."""

    def __init__(self, threads: int, waiting_per_thread: int = 32) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="service")
        self._limit = threads * (1 + waiting_per_thread)
        self._pending = 0

    @property
    def pending(self) -> int:
        """Calls that run or wait."""
        return self._pending

    async def run(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a sync service; RetryableError when too many wait already."""
        if self._pending >= self._limit:
            raise RetryableError
        call = partial(copy_context().run, partial(service, *args, **kwargs))
        self._pending += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._pending -= 1

    def follow(self, begin: "Callable[[], Future[T] | None]") -> Awaitable[T] | None:
        """What a thread of its own does counts here, too; None where `begin` starts nothing."""
        if self._pending >= self._limit:
            raise RetryableError
        begun = begin()
        if begun is None:
            return None
        self._pending += 1
        followed = asyncio.wrap_future(begun)
        followed.add_done_callback(self._leave)
        return followed

    def _leave(self, _: object) -> None:
        self._pending -= 1

    def close(self) -> None:
        """Let running calls finish and take no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Runtime:
    """`audit_refusal(event name, reason, user id)` must not block and must not raise."""

    resolver: SessionResolver
    workers: Workers
    subscriptions: Subscriptions
    cookie_name: str
    audit_refusal: AuditRefusal
    # How many tabs' states the process keeps.
    count_states: Callable[[], int] = lambda: 0
    # Of the built pages; "" without any.
    version: str = ""


# The topic of the event for a single state that asked to be woken after a while.
LATER = "later"
# `later(client token, state name, seconds)`: wakes a state that asked for it; one at a time.
Later = Callable[[str, str, float], None]
_runtime: Runtime | None = None
_later: Later | None = None


def configure(runtime: Runtime) -> None:
    """Called by the composition root."""
    global _runtime
    _runtime = runtime


def get_runtime() -> Runtime:
    """What `configure` was given."""
    if _runtime is None:
        raise RuntimeError("the composition root has not configured the runtime")
    return _runtime


def set_later(later: Later) -> None:
    """Called by the fan-out, which does the waking."""
    global _later
    _later = later


def wake_later(token: str, state_name: str, seconds: float) -> None:
    """Wake the state after so many seconds; asking again meanwhile changes nothing."""
    if _later is not None:
        _later(token, state_name, seconds)
