"""Moves SQLite's write-ahead log into the database file beside the writer, not on its time.

Left to itself, SQLite does so within every so many commits, and whoever writes then waits.
"""

import logging
import sqlite3
import threading

from sqlalchemy import Engine

log = logging.getLogger(__name__)
_EVERY_S = 1.0


class Checkpoints:
    """A thread of its own; a checkpoint of this kind waits for nobody and holds up nobody."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stopped = threading.Event()
        self._is_wanted = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="sqlite-checkpoint", daemon=True)
        self._thread.start()

    def wanted(self) -> None:
        """Something was committed."""
        if not self._is_wanted.is_set():
            self._is_wanted.set()

    def stop(self) -> None:
        """What is left in the log stays there, and is read from there."""
        self._stopped.set()
        self._is_wanted.set()
        self._thread.join(timeout=30)

    def _loop(self) -> None:
        while not self._stopped.wait(_EVERY_S):
            self._is_wanted.wait()
            if self._stopped.is_set():
                return
            self._is_wanted.clear()
            self._checkpoint()

    def _checkpoint(self) -> None:
        connection = self._engine.raw_connection()
        try:
            # Outside of any transaction, or it would be refused.
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:
            # The writer does it then, when the log has grown to its limit.
            log.warning("no checkpoint", extra={"error": type(error).__name__})
        finally:
            connection.close()
