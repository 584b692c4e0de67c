"""From commit to bus: publishes at once, clears the outbox in batches, repeats after a crash."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from livechat.services.context import Context
from livechat.store.core import OUTBOX
from livechat.store.unit_of_work import MANY, BusEvent, UnitOfWork

# A commit's own process publishes within milliseconds; what is older was left by a crash.
_LEFT_AFTER = timedelta(seconds=3)
_BATCH = 500


class Relay:
    """One for each process; `on_commit` may be called from any thread and does not wait."""

    def __init__(self, publish: Callable[[str, dict[str, Any], Any], None]) -> None:
        """`publish(topic, ids, what this process's own listeners get to see)`."""
        self._publish = publish
        self._lock = threading.Lock()
        self._told: list[int] = []

    def on_commit(self, events: Sequence[BusEvent]) -> None:
        """Tell the bus, and remember which rows are no longer needed."""
        for event in events:
            self._publish(event.topic, event.payload, event.told)
        with self._lock:
            self._told += [event.outbox_id for event in events if event.outbox_id is not None]

    def clear(self, context: Context) -> int:
        """Delete the rows of what was told; returns how many."""
        with self._lock:
            told, self._told = self._told, []
        for start in range(0, len(told), _BATCH):
            context.write(_delete, told[start : start + _BATCH])
        return len(told)

    def repeat_left(self, context: Context) -> int:
        """Publish what a process committed but could not tell any more (R02)."""
        left = context.read(_left)
        with self._lock:
            told = set(self._told)
        pending = [row for row in left if row[0] not in told]
        for _, topic, payload in pending:
            for each, ids in payload["events"] if topic == MANY else [(topic, payload)]:
                self._publish(each, ids, None)
        if pending:
            context.write(_delete, [row[0] for row in pending])
        return len(pending)


def _left(uow: UnitOfWork) -> list[tuple[int, str, dict[str, Any]]]:
    rows = uow.connection.execute(
        select(OUTBOX.c.id, OUTBOX.c.topic, OUTBOX.c.payload)
        .where(OUTBOX.c.created_at < uow.now - _LEFT_AFTER)
        .order_by(OUTBOX.c.id)
        .limit(_BATCH)
    ).all()
    return [(row[0], row[1], dict(row[2])) for row in rows]


def _delete(uow: UnitOfWork, ids: list[int]) -> None:
    uow.connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(ids)))
