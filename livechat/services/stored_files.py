"""What every use case does with stored files: take them out, tell faults in words, discard."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from livechat.domain.errors import RetryableError
from livechat.services.context import Context

log = logging.getLogger(__name__)


@contextmanager
def told_in_words() -> Iterator[None]:
    """A full disk, a storage that is away: in the log for us, as a clear refusal for the user."""
    try:
        yield
    except OSError as error:
        note(error)
        raise RetryableError("error.files_away") from error


def discard(context: Context, keys: Iterable[str]) -> None:
    """Delete files that no row names; what cannot be deleted now is found by the sweep."""
    try:
        for key in keys:
            context.files.delete(key)
    except OSError as error:
        note(error)


def note(error: OSError) -> None:
    """One line for whoever watches: the kind of fault, no names of files."""
    reason = error.strerror or str(error)
    log.error("files cannot be used", extra={"error": type(error).__name__, "reason": reason})
