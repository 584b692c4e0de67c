"""Gathers the marks that pages report, so that a busy desk stores them a few times a second."""

import threading
from collections.abc import Callable, Sequence

from livechat.domain.actor import Actor
from livechat.services.marks import Mark

Store = Callable[[Sequence[Mark]], None]


class Receipts:
    """One for each process. What a crash loses, the pages report again when they come back."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, int], Mark] = {}
        # Whether somebody calls `store` every so often; else whoever notes something does.
        self.is_kept = False

    @property
    def is_waiting(self) -> bool:
        """Whether anything was noted since the last time."""
        return bool(self._waiting)

    def note(self, actor: Actor, conversation_id: str, seq: int, *, is_read: bool) -> None:
        """Remember it; does not wait."""
        key = (conversation_id, actor.user_id)
        with self._lock:
            before = self._waiting.get(key)
            delivered, read = (before.delivered, before.read) if before else (0, 0)
            self._waiting[key] = Mark(
                actor, conversation_id, max(delivered, seq), max(read, seq if is_read else 0)
            )

    def store(self) -> None:
        """Store what was noted since the last time; blocking."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            self._store(list(waiting.values()))
        except Exception:
            with self._lock:
                # What was noted meanwhile is further on.
                self._waiting = waiting | self._waiting
            raise
