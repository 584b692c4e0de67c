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
