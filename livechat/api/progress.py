"""How far a file is that somebody waits for: in this process's memory, for that person alone."""

import re
from collections import OrderedDict
from collections.abc import Callable

_NAME = re.compile(r"[0-9a-f-]{36}")
_MOST = 1000


class ProgressBoard:
    """Shares between 0 and 1 under the name that the waiting page has chosen."""

    def __init__(self) -> None:
        self._shares: OrderedDict[tuple[int, str], float] = OrderedDict()

    def begin(self, user_id: int, name: str) -> Callable[[float], None]:
        """Note that work has begun; what is returned takes the share that is done."""
        key = (user_id, name)
        if not _NAME.fullmatch(name):
            return lambda _: None
        self._shares[key] = 0.0
        if len(self._shares) > _MOST:
            self._shares.popitem(last=False)

        def note(share: float) -> None:
            if key in self._shares:
                self._shares[key] = share

        return note

    def of(self, user_id: int, name: str) -> float | None:
        """The share that is done; None for what nobody works on here."""
        return self._shares.get((user_id, name))

    def end(self, user_id: int, name: str) -> None:
        """It is ready, or will never be."""
        self._shares.pop((user_id, name), None)
