"""The garbage collector of a process that holds much for long: the bot, and a state for each page.

With its usual thresholds it walked through all of that every few hundred messages, a tenth of the
processor time and pauses of a tenth of a second. Cycles are still freed, in fewer rounds.
"""

import gc

# Objects made before the young are looked at, and so many of these rounds before the older are.
_THRESHOLDS = (20_000, 20, 20)


def settle() -> None:
    """What is here now stays: leave it out of every further round. Call it again after much of it
    was replaced."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
