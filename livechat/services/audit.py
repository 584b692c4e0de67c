"""Who did or tried what; append-only, without the words that people wrote."""

from typing import Any

from livechat.domain.actor import Actor
from livechat.store.tables.people import AuditEntry
from livechat.store.unit_of_work import UnitOfWork


def record(
    uow: UnitOfWork, actor: Actor | None, action: str, target: str = "", **data: Any
) -> None:
    """Append an entry in the caller's transaction."""
    uow.session.add(
        AuditEntry(
            actor_id=actor.user_id if actor else None,
            action=action[:80],
            target=target[:120],
            data=data,
            at=uow.now,
        )
    )


def record_refusal(uow: UnitOfWork, event: str, reason: str, user_id: int | None) -> None:
    """An event handler that was called and not run."""
    uow.session.add(
        AuditEntry(
            actor_id=user_id,
            action="event_refused",
            target=event[-120:],
            data={"reason": reason[:80]},
            at=uow.now,
        )
    )
