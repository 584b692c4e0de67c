"""One transaction: a session, its time, and what is told to others once it has committed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert
from sqlmodel import Session

from livechat.domain.vocabulary import Fact
from livechat.settings import Settings
from livechat.store.core import EVENT, OUTBOX

# Made once: putting a statement together costs more than running it.
_EMIT = insert(OUTBOX)
_RECORD = insert(EVENT)
# The topic of a row in the outbox that stands for several events.
MANY: Final = "many"


@dataclass(frozen=True, slots=True)
class BusEvent:
    """`payload` carries ids only; `outbox_id` names the row that guarantees it.

    `told` is what was written, for listeners in this process alone: it saves them a reading.
    """

    topic: str
    payload: dict[str, Any]
    outbox_id: int | None = None
    told: Any = None


@dataclass(slots=True)
class UnitOfWork:
    """Handed to a use case; commit and roll-back are the database's business.

    `connection` is for Core statements on the hot path, in the same transaction.
    """

    connection: Connection
    now: datetime
    settings: Settings
    events: list[BusEvent] = field(default_factory=list)
    _session: Session | None = None

    @property
    def session(self) -> Session:
        """Made when it is first asked for: a message does without."""
        if self._session is None:
            self._session = Session(
                self.connection, join_transaction_mode="rollback_only", expire_on_commit=False
            )
        return self._session

    def flush(self) -> None:
        """Send what the session holds back to the database."""
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        """Forget the session's objects; the transaction is not touched."""
        if self._session is not None:
            self._session.close()

    def emit(self, topic: str, **ids: Any) -> None:
        """Tell subscribers of `topic` after the commit, and surely: the row is in it."""
        for event in self.events:
            if event.topic == topic and event.payload == ids:
                return
        row = self.connection.execute(
            _EMIT, {"topic": topic, "payload": ids, "created_at": self.now}
        )
        key = row.inserted_primary_key
        self.events.append(BusEvent(topic, ids, int(key[0]) if key else None))

    def emit_all(self, events: Sequence[BusEvent]) -> None:
        """Like `emit`, for many in one row, which goes when the last of them was told."""
        if not events:
            return
        values = [[event.topic, event.payload] for event in events]
        row = self.connection.execute(
            _EMIT, {"topic": MANY, "payload": {"events": values}, "created_at": self.now}
        )
        key = row.inserted_primary_key
        self.events += [*events[:-1], replace(events[-1], outbox_id=int(key[0]) if key else None)]

    def tell(self, topic: str, **ids: Any) -> None:
        """Tell subscribers of `topic` after the commit if all goes well: for what the catch-up
        brings anyway, as nothing is stored."""
        self.events.append(BusEvent(topic, ids))

    def record(
        self, fact: Fact, conversation_id: int, actor_id: int | None = None, **data: Any
    ) -> None:
        """Append a fact to the event log, which every metric derives from."""
        self.connection.execute(
            _RECORD,
            {
                "fact": fact,
                "conversation_id": conversation_id,
                "actor_id": actor_id,
                "data": data,
                "at": self.now,
            },
        )
