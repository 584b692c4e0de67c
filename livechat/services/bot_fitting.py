"""The bot's index, fitted in a process of its own and kept on disk for the next start.

Fitting takes seconds of processor time, which conversations need meanwhile. What was fitted for
the same knowledge by the same code is loaded in a fraction of a second.
"""

import hashlib
import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from livechat.adapters import child
from livechat.bot.calibrate import Outcome
from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import Article

log = logging.getLogger(__name__)
_WORKER = "livechat.services.fit_worker"
_MIB = 1 << 20
_LIMITS = child.ChildLimits(wall_s=600, cpu_s=300, memory_bytes=8192 * _MIB, file_bytes=1024 * _MIB)
KNOWLEDGE, FITTED = "knowledge.pickle", "index.pickle"
# The newest few: other processes of ours may be about to load the one before.
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that an index is made from."""

    articles: Sequence[Article]
    entries: Sequence[Article]
    outcomes: Sequence[Outcome]


def fit(knowledge: Knowledge) -> Index:
    """Here and now: seconds of processor time."""
    return build_index(knowledge.articles, entries=knowledge.entries, outcomes=knowledge.outcomes)


def fitted(knowledge: Knowledge, folder: Path) -> Index:
    """The index for the knowledge: from `folder` if it is there, else fitted and put there.

    The files are our own, as the database beside them is: nothing else may write there.
    """
    given = pickle.dumps(knowledge, protocol=5)
    kept = folder / f"{_key(given)}.index"
    index = _loaded(kept)
    if index is not None:
        return index
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="fit-", dir=folder) as name:
            work = Path(name)
            (work / KNOWLEDGE).write_bytes(given)
            code, _ = child.run(_WORKER, [], _LIMITS, folder=work)
            index = _loaded(work / FITTED) if code == 0 else None
            if index is not None:
                os.replace(work / FITTED, kept)
                _forget_others(folder)
    except (OSError, child.ChildTimeoutError):
        log.exception("the bot cannot be fitted in a process of its own")
    # Without it (no room, no memory for another process) it is done here.
    return index if index is not None else fit(knowledge)


def _key(given: bytes) -> str:
    """Other knowledge, other code or another numpy: another index."""
    digest = hashlib.sha256(given)
    digest.update(f"{sys.version} {metadata.version('numpy')}".encode())
    for source in sorted(resources.files("livechat.bot").iterdir(), key=lambda file: file.name):
        if source.name.endswith(".py"):
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _loaded(file: Path) -> Index | None:
    try:
        index = pickle.loads(file.read_bytes())  # noqa: S301 - written by ourselves
    except FileNotFoundError:
        return None
    except Exception:
        log.warning("a kept index cannot be read; it is made anew", exc_info=True)
        return None
    return index if isinstance(index, Index) else None


def _forget_others(folder: Path) -> None:
    files = sorted(folder.glob("*.index"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_KEPT:]:
        file.unlink(missing_ok=True)
