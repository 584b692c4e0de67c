"""Pictures: taken in within limits, written anew, opened for whoever may read the conversation."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from sqlmodel import col, func, select

from livechat.adapters import files, images
from livechat.adapters.images import CleanImage, ImageLimits
from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, DomainError, NotFoundError
from livechat.domain.limits import clean_optional, is_storable
from livechat.domain.views import AttachmentView
from livechat.domain.vocabulary import Status
from livechat.services import access, stored_files
from livechat.services.context import Context
from livechat.services.threads import picture
from livechat.store.tables.conversations import Attachment, Conversation
from livechat.store.unit_of_work import UnitOfWork

_MIB = 1024 * 1024
_DAY = timedelta(days=1)
_ORPHAN_AFTER = timedelta(hours=1)
# The next round takes the rest, so that a stop need not wait for long.
_SWEPT_AT_ONCE = 500
_EXTENSIONS = {"image/png": ".png", "image/jpeg": ".jpg"}
# Each takes a child process and up to a gigabyte: more at once would starve the chats.
_AT_ONCE = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to be sent; `stream` is closed by the caller."""

    stream: BinaryIO
    media_type: str
    size: int
    name: str


def check(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """Whether the actor may send a picture there now: before anything is received."""
    _home(uow, actor, conversation_id)
    spent = uow.session.exec(
        select(func.coalesce(func.sum(Attachment.size), 0))
        .where(col(Attachment.uploader_id) == actor.user_id)
        .where(col(Attachment.created_at) > uow.now - _DAY)
    ).one()
    if int(spent) >= uow.settings.upload_daily_mb * _MIB:
        raise DomainError("error.upload_quota")


def store(
    context: Context, actor: Actor, conversation_id: str, path: Path, name: str, alt: str = ""
) -> AttachmentView:
    """Take in the received file; it is the uploader's own until a message carries it."""
    context.read(check, actor, conversation_id)
    limits = ImageLimits(max_bytes=context.settings.upload_limit_mb * _MIB)
    with (
        stored_files.told_in_words(),
        TemporaryDirectory(prefix="livechat-picture-") as folder,
        _AT_ONCE,
    ):
        found = images.clean(path, Path(folder), limits)
        keys = _put(context, found)
    try:
        return context.write(_add, actor, conversation_id, found, keys, name, alt)
    except BaseException:
        stored_files.discard(context, keys)
        raise


def open_for(
    context: Context, actor: Actor, attachment_id: str, thumbnail: bool = False
) -> OpenFile:
    """The picture's bytes; access is checked each time, missing and foreign look the same."""
    row = context.read(access.attachment, actor, attachment_id)
    key = row.thumbnail_key if thumbnail else row.storage_key
    with stored_files.told_in_words():
        try:
            stream = context.files.open(key)
        except FileNotFoundError:
            raise NotFoundError from None
    media_type = "image/jpeg" if thumbnail else row.media_type
    return OpenFile(stream, media_type, files.length(stream), row.file_name)


def sweep(context: Context) -> int:
    """Remove what belongs to nothing an hour later: unsent pictures, files without a row."""
    removed = context.write(_forget_unsent, context.clock.now() - timedelta(days=1))
    stored_files.discard(context, removed)
    before = context.clock.now() - _ORPHAN_AFTER
    known = context.read(_known_keys)
    count = len(removed) + context.files.sweep_unfinished(before)
    lost = (
        found.key
        for found in context.files.listed()
        if found.key not in known and found.written_at < before
    )
    for key in list(islice(lost, _SWEPT_AT_ONCE)):
        context.files.delete(key)
        count += 1
    return count


def safe_name(name: str, media_type: str) -> str:
    """What the file is called for people: no folders, nothing unprintable, an honest ending."""
    last = PurePosixPath(name.replace("\\", "/")).name
    line = " ".join(last.split()) if is_storable(last) else ""
    stem = clean_optional(PurePosixPath(line).stem[:120], 120) if line else ""
    return (stem.strip(". ") or "picture") + _EXTENSIONS[media_type]


def _home(uow: UnitOfWork, actor: Actor, conversation_id: str) -> Conversation:
    load = access.staffed_conversation if actor.is_staff else access.own_conversation
    conversation = load(uow, actor, conversation_id)
    if conversation.status is Status.CLOSED:
        raise ConflictError("error.closed")
    return conversation


def _put(context: Context, found: CleanImage) -> tuple[str, str]:
    full = context.files.put(found.full)
    try:
        return full, context.files.put(found.thumbnail)
    except BaseException:
        stored_files.discard(context, [full])
        raise


def _add(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: str,
    found: CleanImage,
    keys: tuple[str, str],
    name: str,
    alt: str,
) -> AttachmentView:
    # Again, now inside the writing transaction: several uploads may have passed together.
    check(uow, actor, conversation_id)
    conversation = _home(uow, actor, conversation_id)
    row = Attachment(
        public_id=public_id(),
        uploader_id=actor.user_id,
        conversation_id=conversation.id or 0,
        storage_key=keys[0],
        thumbnail_key=keys[1],
        file_name=safe_name(name, found.media_type),
        media_type=found.media_type,
        alt=clean_optional(" ".join(alt.split()), 300),
        size=found.size,
        width=found.width,
        height=found.height,
        sha256=found.sha256,
        created_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    return picture(row)


def _forget_unsent(uow: UnitOfWork, before: object) -> list[str]:
    """Rows that no message took within a day; returns the keys of their files."""
    unsent = uow.session.exec(
        select(Attachment)
        .where(col(Attachment.message_id).is_(None))
        .where(col(Attachment.created_at) < before)
        .limit(500)
    ).all()
    for row in unsent:
        uow.session.delete(row)
    return [key for row in unsent for key in (row.storage_key, row.thumbnail_key)]


def _known_keys(uow: UnitOfWork) -> set[str]:
    rows = uow.session.exec(select(Attachment.storage_key, Attachment.thumbnail_key)).all()
    return {key for row in rows for key in row}
