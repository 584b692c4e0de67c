"""When many students at once have one problem: a pure rule over counts of chats."""

from datetime import timedelta

# So many times the usual in so short a time (PRODUCT), besides a least number of chats.
WINDOW = timedelta(minutes=15)
TIMES_THE_USUAL = 3.0
# What is usual: the same quarter of an hour, and one on either side, of so many days before.
USUAL_DAYS = 14
USUAL_WINDOWS = 3


def is_incident(recent: int, usual: float, least: int) -> bool:
    """Whether `recent` chats in a window, `least` or more, stand out where `usual` is the mean."""
    return recent >= least and recent >= TIMES_THE_USUAL * usual
