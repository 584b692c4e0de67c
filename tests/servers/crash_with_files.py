"""A process that dies while it stores or deletes a picture (R14).

python -m tests.servers.crash_with_files POINT CONVERSATION USER PICTURE, settings as the app's.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from livechat import composition
from livechat.adapters.files import FileStore
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from livechat.services import attachments, privacy
from livechat.settings import load

# Where it dies: in the first file, between the two, before the row, before the files of a
# deleted row are gone, between them.
POINTS = ("half a file", "one file", "no row", "row deleted", "one file deleted")


def _die(*_: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


class _Half:
    """Gives some bytes; before the end comes, the process is gone."""

    def __init__(self, source: BinaryIO | Path) -> None:
        self._left = [(source.read_bytes() if isinstance(source, Path) else source.read())[:100]]

    def read(self, size: int = -1) -> bytes:
        """Some, then nothing any more; who wants all at once gets nothing."""
        return self._left.pop() if self._left and size > 0 else _die()


class _Fatal:
    """A storage at which the process dies at one point."""

    def __init__(self, files: FileStore, point: str) -> None:
        self._files, self._point = files, point
        self._stored = self._deleted = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    def put(self, source: BinaryIO | Path) -> str:
        """As of the storage."""
        if self._point == "half a file":
            return self._files.put(_Half(source))  # type: ignore[arg-type]  # it can be read
        if self._point == "one file" and self._stored:
            _die()
        self._stored += 1
        return self._files.put(source)

    def delete(self, key: str) -> None:
        """As of the storage."""
        if self._point == "row deleted" or (self._point == "one file deleted" and self._deleted):
            _die()
        self._deleted += 1
        self._files.delete(key)


def main(point: str, conversation: str, user: str, picture: str) -> None:
    """Store the picture, or erase the student who has one; nobody survives."""
    context = composition.build_context(load())
    context.files = _Fatal(context.files, point)  # type: ignore[assignment]  # the rest is there
    student = Actor(int(user), Role.STUDENT, "Amina", 0)
    if point == "no row":
        attachments._add = _die
    if point.endswith("deleted"):
        privacy.erase(context, student, context.read(privacy.public_id_of, student))
    else:
        attachments.store(context, student, conversation, Path(picture), "shot.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
