"""When many students at once have one problem: a pure rule over counts of chats."""

from datetime import timedelta

# So many chats on one issue in so short a time, and so many times the usual (PRODUCT).
LEAST = 5
WINDOW = timedelta(minutes=15)
TIMES_THE_USUAL = 3.0
# What is usual: the same quarter of an hour, and one on either side, of so many days before.
USUAL_DAYS = 14
USUAL_WINDOWS = 3


def is_incident(recent: int, usual: float) -> bool:
    """Whether `recent` chats in a window stand out where `usual` is the mean of a window."""
    return recent >= LEAST and recent >= TIMES_THE_USUAL * usual
