"""The database behind `read` and `write`; the same code for SQLite and PostgreSQL."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from livechat.domain.errors import RetryableError
from livechat.settings import Settings
from livechat.store.checkpoint import Checkpoints
from livechat.store.engine import make_engine
from livechat.store.unit_of_work import BusEvent, UnitOfWork
from livechat.store.writer import Together, WriterThread

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
log = logging.getLogger(__name__)
# PostgreSQL's codes for deadlock and serialisation failure: the loser may simply try again.
_RETRYABLE_STATES = {"40P01", "40001"}
# Somebody else was first with a unique value: trying again sees the winner's row (R06).
_TRY_AGAIN_STATES = _RETRYABLE_STATES | {"23505"}
# The server takes no writes just now: a standby, or its disk is trusted no longer.
_READ_ONLY_STATE = "25006"
_ATTEMPTS = 3


class NowClock(Protocol):
    """Whatever tells the time, aware and in UTC."""

    def now(self) -> datetime: ...


class _WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Database:
    """Runs use cases, each in one transaction; blocking, so call it from a worker thread."""

    def __init__(
        self,
        settings: Settings,
        clock: NowClock | None = None,
        on_commit: Callable[[list[BusEvent]], None] | None = None,
    ) -> None:
        self.settings = settings
        self.clock: NowClock = clock or _WallClock()
        self.on_commit = on_commit
        self.engine: Engine = make_engine(settings)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._checkpoints = Checkpoints(self.engine) if self.is_sqlite else None
        # On SQLite everything is written by it, elsewhere what many can do together.
        self._sharing = WriterThread(self.engine, self._translated, self._share)
        self._writer = self._sharing if self.is_sqlite else None

    def read(
        self,
        query: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query in its own read transaction."""
        try:
            with self.engine.connect() as connection, closing(self._unit(connection)) as unit:
                return query(unit, *args, **kwargs)
        except (OperationalError, DBAPIError) as error:
            raise self._translated(error) from error

    def write(
        self,
        use_case: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a use case in one transaction; when this returns, it is committed."""

        begun = self.begin_write(use_case, *args, **kwargs)
        if begun is not None:
            return begun.result()
        try:
            result, events = self._write_pooled(partial(self._work, use_case, args, kwargs))
        except (OperationalError, DBAPIError) as error:
            raise self._translated(error) from error
        self._tell(events)
        return result

    def begin_write(
        self,
        use_case: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> "Future[T] | None":
        """Like `write` where a thread of its own writes anyway, for callers that must not wait;
        None elsewhere."""
        if self._writer is None:
            return None
        return self._writer.submit(partial(self._work, use_case, args, kwargs), self._tell)

    def begin_shared(self, together: Together[Item, T], item: Item) -> "Future[T | None]":
        """Do it with whatever is waiting of the same kind: few statements for all of them.

        Does not wait. None, once it is done, where it has to be done another way; whether it was
        done already is then not known.
        """
        return self._sharing.submit_shared(together, item, self._tell)

    def close(self) -> None:
        """Finish what is being written, then close every connection."""
        self._sharing.stop()
        if self._checkpoints is not None:
            self._checkpoints.stop()
        self.engine.dispose()

    def _unit(self, connection: Connection) -> UnitOfWork:
        return UnitOfWork(connection, self.clock.now(), self.settings)

    def _work(
        self,
        use_case: Callable[..., T],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        connection: Connection,
    ) -> tuple[T, list[BusEvent]]:
        """In the transaction that the connection is in."""
        with closing(self._unit(connection)) as unit:
            result = use_case(unit, *args, **kwargs)
            unit.flush()
            return result, unit.events

    def _share(
        self, connection: Connection, together: Together[Any, Any], items: list[Any]
    ) -> tuple[Sequence[Any], list[BusEvent]]:
        """In the savepoint that the connection is in."""
        return self._work(together, (items,), {}, connection)

    def _tell(self, events: list[BusEvent]) -> None:
        """It is committed."""
        if self._checkpoints is not None:
            self._checkpoints.wanted()
        if events and self.on_commit is not None:
            self.on_commit(events)

    def _write_pooled(
        self, work: Callable[[Connection], tuple[T, list[BusEvent]]]
    ) -> tuple[T, list[BusEvent]]:
        for attempt in range(_ATTEMPTS):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                last = attempt == _ATTEMPTS - 1
                if last or getattr(error.orig, "sqlstate", "") not in _TRY_AGAIN_STATES:
                    raise
                time.sleep(0.01 * (attempt + 1))
        raise AssertionError("the loop above returns or raises")

    def _translated(self, error: DBAPIError) -> Exception:
        state = getattr(error.orig, "sqlstate", "") or ""
        is_passing = (
            error.connection_invalidated
            or isinstance(error, OperationalError)
            or state in _RETRYABLE_STATES | {_READ_ONLY_STATE}
            or state[:2] in {"08", "57", "53"}
        )
        if not is_passing:
            return error
        log.warning("database unavailable", extra={"error": type(error.orig).__name__})
        return RetryableError()
