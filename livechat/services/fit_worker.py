"""Fits the bot's index from a file into a file; run by `bot_fitting` as a process of its own."""

import os
import pickle
import sys
from pathlib import Path

from livechat.adapters.child import limit_itself
from livechat.services.bot_fitting import FITTED, KNOWLEDGE, fit

_NICE = 10


def main(arguments: list[str]) -> None:
    """Limits first; conversations go before."""
    limit_itself(*arguments[:3])
    os.nice(_NICE)
    knowledge = pickle.loads(Path(KNOWLEDGE).read_bytes())  # noqa: S301 - our parent's
    Path(FITTED).write_bytes(pickle.dumps(fit(knowledge), protocol=5))


if __name__ == "__main__":
    main(sys.argv[1:])
