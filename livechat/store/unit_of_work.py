"""One transaction: a session, its time, and what is told to others once it has committed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlmodel import Session

from livechat.domain.vocabulary import Fact
from livechat.settings import Settings
from livechat.store.tables.events import ConversationEvent, Outbox


@dataclass(frozen=True, slots=True)
class BusEvent:
    """`payload` carries ids only; `outbox_id` names the row that guarantees it."""

    topic: str
    payload: dict[str, Any]
    outbox_id: int | None = None


@dataclass(slots=True)
class UnitOfWork:
    """Handed to a use case; commit and roll-back are the database's business."""

    session: Session
    now: datetime
    settings: Settings
    events: list[BusEvent] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        """For Core statements on the hot path, in the same transaction."""
        return self.session.connection()

    def emit(self, topic: str, **ids: Any) -> None:
        """Tell subscribers of `topic` after the commit, and surely: the row is in it."""
        for event in self.events:
            if event.topic == topic and event.payload == ids:
                return
        row = self.connection.execute(
            insert(Outbox).values(topic=topic, payload=ids, created_at=self.now)
        )
        key = row.inserted_primary_key
        self.events.append(BusEvent(topic, ids, int(key[0]) if key else None))

    def tell(self, topic: str, **ids: Any) -> None:
        """Tell subscribers of `topic` after the commit if all goes well: for what the catch-up
        brings anyway, as nothing is stored."""
        self.events.append(BusEvent(topic, ids))

    def record(
        self, fact: Fact, conversation_id: int, actor_id: int | None = None, **data: Any
    ) -> None:
        """Append a fact to the event log, which every metric derives from."""
        self.connection.execute(
            insert(ConversationEvent).values(
                fact=fact,
                conversation_id=conversation_id,
                actor_id=actor_id,
                data=data,
                at=self.now,
            )
        )
