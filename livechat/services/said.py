"""A message that this process has just committed: pages that hear of it need not read it again.

Each reader's view is still made for that reader, by the same rules as from the database.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from livechat.domain.actor import Actor
from livechat.domain.views import MessageView
from livechat.domain.vocabulary import MessageKind, SenderKind, Visibility
from livechat.domain.wording import zone_or
from livechat.services import access, threads
from livechat.services.access import ConversationKey
from livechat.services.context import Context


@dataclass(frozen=True, slots=True)
class Spoken:
    """A row of `message` before it has an id."""

    conversation_id: int
    seq: int
    sender_id: int | None
    sender_kind: SenderKind
    sender_name: str
    kind: MessageKind
    visibility: Visibility
    client_id: str | None
    body: str
    data: dict[str, Any] | None
    created_at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """`conversation` as it was in the same transaction; `before` is the message before, if any."""

    conversation: ConversationKey
    message: Spoken
    before: threads.Grouped | None


def line(context: Context, actor: Actor, said: Said, zone: str) -> tuple[MessageView, bool] | None:
    """For a page that ends with the message before: the line, and whether it goes on a group.

    None where only the database can tell whether the actor may read it.
    """
    message = said.message
    if message.visibility is not Visibility.PUBLIC:
        return None
    if not access.surely_reads(actor, said.conversation):
        return None
    in_zone = zone_or(zone, context.settings.timezone)
    view = threads.view(message, actor, {}, in_zone)
    goes_on = threads.follow(view, message, said.before, context.clock.now(), in_zone)
    return view, goes_on
