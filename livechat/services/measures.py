"""What this process counts about itself, in a registry of its own; no label names a person."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from sqlalchemy import Engine, event, func, select
from sqlmodel import col

from livechat.domain.queue_lifecycle import IN_LINE
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.events import Outbox
from livechat.store.unit_of_work import UnitOfWork

REGISTRY = CollectorRegistry()
RESENDS = Counter(
    "livechat_resends", "Messages that came again under a stored id", registry=REGISTRY
)
DELIVERY = Histogram(
    "livechat_send_to_delivered_seconds",
    "From storing a message to telling that it is on the other side's page",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 3, 5, 15, 60),
    registry=REGISTRY,
)
STATEMENTS = Counter(
    "livechat_statements", "Statements that were sent to the database", registry=REGISTRY
)
# Memory, processor time and open files, under the names that Prometheus' own clients use.
ProcessCollector(registry=REGISTRY)


def count_statements(engine: Engine) -> None:
    """From now on; those of a transaction's begin included."""
    event.listen(engine, "before_cursor_execute", lambda *_: STATEMENTS.inc())


def delivered(now: datetime, sent: Iterable[datetime]) -> None:
    """Note how long the messages sent at these times took."""
    for at in sent:
        DELIVERY.observe(max(now - at, timedelta(0)).total_seconds())


def queue_length(uow: UnitOfWork) -> int:
    """How many students wait."""
    waiting = select(func.count(col(QueueEntry.id))).where(col(QueueEntry.state).in_(IN_LINE))
    return int(uow.session.execute(waiting).scalar_one())


def oldest_untold_s(uow: UnitOfWork) -> float:
    """Age of the oldest event that was committed and is not yet known to be told; 0 for none."""
    oldest = uow.session.execute(select(func.min(col(Outbox.created_at)))).scalar()
    return max(uow.now - oldest, timedelta(0)).total_seconds() if oldest else 0.0
