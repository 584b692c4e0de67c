"""What use cases need from outside, put together once at start by the composition root."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from livechat.adapters.bucket import SharedBuckets
from livechat.adapters.clock import Clock
from livechat.adapters.files import FileStore
from livechat.adapters.passwords import Passwords
from livechat.domain.pace import TRANSCRIPTS
from livechat.services import marks
from livechat.services.bot_holder import BotHolder
from livechat.services.receipts import Receipts
from livechat.settings import Settings
from livechat.store.database import Database
from livechat.store.unit_of_work import UnitOfWork
from livechat.store.writer import Together

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
# Publishes an event that nothing stores (typing, viewing): topic and a payload of ids.
Publish = Callable[[str, Mapping[str, Any]], None]


# Whether events pass between the processes as far as this one knows.
IsHealthy = Callable[[], bool]


def _nowhere(topic: str, payload: Mapping[str, Any]) -> None:
    """Until a bus is connected (command line), what is not stored is told to nobody."""


def _transcripts() -> SharedBuckets:
    return SharedBuckets(TRANSCRIPTS.at_once, 1 / TRANSCRIPTS.every_s)


@dataclass
class Context:
    """One for each process; everything in it may be used from any thread."""

    settings: Settings
    clock: Clock
    database: Database
    files: FileStore
    passwords: Passwords
    bot: BotHolder
    # What this process has begun; what all have handed out is counted by the database.
    transcripts: SharedBuckets = field(default_factory=_transcripts)
    # Of each student, None for no limit.
    said: SharedBuckets | None = field(init=False)
    publish: Publish = field(default=_nowhere)
    is_bus_healthy: IsHealthy = field(default=lambda: True)
    receipts: Receipts = field(init=False)

    def __post_init__(self) -> None:
        burst, a_minute = self.settings.message_burst, self.settings.messages_per_min
        self.said = SharedBuckets(burst, a_minute / 60) if a_minute else None
        self.receipts = Receipts(lambda wanted: self.write(marks.store, wanted))

    def read(
        self, query: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query in its own read transaction; blocking."""
        return self.database.read(query, *args, **kwargs)

    def write(
        self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a use case in one transaction; when this returns, it is committed; blocking."""
        return self.database.write(use_case, *args, **kwargs)

    def begin_write(
        self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> "Future[T] | None":
        """See Database: without blocking where that is possible, else None."""
        return self.database.begin_write(use_case, *args, **kwargs)

    def begin_shared(self, together: Together[Item, T], item: Item) -> "Future[T | None]":
        """See Database: with others' of the same kind, without blocking."""
        return self.database.begin_shared(together, item)


class _Holder:
    context: Context | None = None


def set_context(context: Context | None) -> None:
    """Make `context` the process's own."""
    _Holder.context = context


def get_context() -> Context:
    """The process's context; RuntimeError before the composition root has set it."""
    if _Holder.context is None:
        raise RuntimeError("the context is not set up yet")
    return _Holder.context
