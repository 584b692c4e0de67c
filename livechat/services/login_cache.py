"""Logins as they were a moment ago, so that an event of a busy page costs no statement.

An end of a login is heard at once: from this process's own commits before they are acknowledged,
from others over the bus. What nobody tells (a change past the app) is found by the check of all
connected logins, every few seconds, which also renews them.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from livechat.adapters.tokens import token_hash
from livechat.domain.actor import Actor

ENDED = "sessions.ended"
_FRESH_S = 10.0
# So often the login's time of use is looked at in any case.
_LONGEST_S = 60.0
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class _Known:
    actor: Actor
    until: float
    at_most: float


class LoginCache:
    """May be used from any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._ends = 0

    @property
    def ends(self) -> int:
        """Changes with every end of a login: what was read before it must not be kept after."""
        return self._ends

    def get(self, cookie_token: str) -> Actor | None:
        """Who holds the cookie, when that is known well enough."""
        known = self._known.get(token_hash(cookie_token))
        return known.actor if known and self._now() < min(known.until, known.at_most) else None

    def keep(self, cookie_token: str, actor: Actor, ends: int) -> None:
        """Remember what was read when `ends` was the count of ends."""
        now = self._now()
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            if ends == self._ends:
                known = _Known(actor, now + _FRESH_S, now + _LONGEST_S)
                self._known[token_hash(cookie_token)] = known

    def forget(self, session_ids: Collection[int]) -> None:
        """These logins have ended."""
        with self._lock:
            self._ends += 1
            self._known = {
                key: known
                for key, known in self._known.items()
                if known.actor.session_id not in session_ids
            }

    def renew(self, asked: Collection[int], live: Mapping[int, Actor], ends: int) -> None:
        """What the check of connected logins has found."""
        now, ids = self._now(), set(asked)
        with self._lock:
            if ends != self._ends:
                return
            kept = {}
            for key, known in self._known.items():
                if known.actor.session_id not in ids:
                    kept[key] = known
                elif live.get(known.actor.session_id) == known.actor:
                    kept[key] = replace(known, until=now + _FRESH_S)
            self._known = kept
