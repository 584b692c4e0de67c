"""What of a thread a page holds: the newest messages in small cells, and a window of older ones.

A var that changes travels whole, so the thread is spread over many small ones: a new message
changes one cell of three. The pages put them in order again by `seq`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from livechat.domain.views import MessageView
from livechat.settings import get_settings
from livechat.state.services import ServiceState

Lines = tuple[MessageView, ...]

CELLS = 8
PAGES = 4
# With the pages at their fullest, what a page holds stays below 200 kB of state.
_PAGE_CHARACTERS = 16_000
_FEWEST = 5


def cells_of(shown: Sequence[MessageView], size: int) -> list[Lines]:
    """In portions of `size`, the last of which may be smaller."""
    return [tuple(shown[start : start + size]) for start in range(0, len(shown), size)]


def fitting(lines: Sequence[MessageView]) -> int:
    """How many of the lines, from the end, make a page: long messages make it shorter."""
    room = _PAGE_CHARACTERS
    for count, line in enumerate(reversed(lines)):
        room -= len(line.body)
        if room < 0 and count >= _FEWEST:
            return count
    return len(lines)


def _numbered(portions: Iterable[Lines], first: int, places: int) -> Iterable[tuple[int, Lines]]:
    return (((first + index) % places, lines) for index, lines in enumerate(portions))


class ThreadWindow(ServiceState, mixin=True):
    """Only `_put_tail` and `_put_pages` touch the vars that hold messages."""

    cell_0: list[MessageView] = []
    cell_1: list[MessageView] = []
    cell_2: list[MessageView] = []
    cell_3: list[MessageView] = []
    cell_4: list[MessageView] = []
    cell_5: list[MessageView] = []
    cell_6: list[MessageView] = []
    cell_7: list[MessageView] = []
    page_0: list[MessageView] = []
    page_1: list[MessageView] = []
    page_2: list[MessageView] = []
    page_3: list[MessageView] = []
    has_older: bool = False
    # Between the older messages shown and the newest ones, some are not here.
    has_newer: bool = False

    # Tuples, as Reflex wraps what can be changed in place, and every look costs.
    _tail: tuple = ()  # type: ignore[type-arg]  # Reflex reads the annotation
    _pages: tuple = ()  # type: ignore[type-arg]
    # Where the tail's first cell and the first page stand among the vars.
    _first_cell: int = 0
    _first_page: int = 0

    def _shown(self) -> Lines:
        """Everything the page holds, in order."""
        return (*self._older(), *self._tail)

    def _older(self) -> Lines:
        return tuple(line for page in self._pages for line in page)

    def _put_tail(self, shown: Sequence[MessageView]) -> Lines:
        """Make these the newest messages; returns those for which there is no room."""
        size = max(1, -(-get_settings().live_tail // (CELLS - 1)))
        cells = cells_of(shown, size)
        surplus = max(0, len(cells) - CELLS)
        before = dict(_numbered(cells_of(self._tail, size), self._first_cell, CELLS))
        if not self._tail or not shown or self._tail[0].seq != shown[0].seq:
            self._first_cell = 0
        self._first_cell = (self._first_cell + surplus) % CELLS
        kept = cells[surplus:]
        after = dict(_numbered(kept, self._first_cell, CELLS))
        for place in range(CELLS):
            if before.get(place, ()) != after.get(place, ()):
                setattr(self, f"cell_{place}", list(after.get(place, ())))
        self._tail = tuple(line for cell in kept for line in cell)
        return tuple(line for cell in cells[:surplus] for line in cell)

    def _put_pages(self, pages: Sequence[Lines], first: int) -> None:
        """Make these the older messages; the first page stands at the var `first`."""
        before = dict(_numbered(self._pages, self._first_page, PAGES))
        after = dict(_numbered(pages, first, PAGES))
        for place in range(PAGES):
            if before.get(place, ()) != after.get(place, ()):
                setattr(self, f"page_{place}", list(after.get(place, ())))
        self._pages, self._first_page = tuple(pages), first

    def _put_earlier(self, lines: Lines) -> None:
        """A page above all others; the newest older page goes when there are too many."""
        pages = [lines, *self._pages]
        if len(pages) > PAGES:
            pages.pop()
            self.has_newer = True
        self._put_pages(pages, (self._first_page - 1) % PAGES)

    def _put_later(self, lines: Lines) -> None:
        """A page below the others; the oldest one goes when there are too many."""
        pages, first = [*self._pages, lines], self._first_page
        if len(pages) > PAGES:
            del pages[0]
            first = (first + 1) % PAGES
            self.has_older = True
        self._put_pages(pages, first)

    def _put_spilled(self, lines: Lines) -> None:
        """What has left the tail: to the older messages where they reach it, else out of view."""
        if not lines or self.has_newer:
            return
        if not self._pages:
            self.has_older = True
            return
        *others, newest = self._pages
        together = (*newest, *lines)
        if len(together) <= get_settings().page_size and fitting(together) == len(together):
            self._put_pages([*others, together], self._first_page)
        else:
            self._put_later(lines)

    def _correct_first(self, known: MessageView) -> None:
        """The first line shown looked like the first of all; behind others it looks so."""
        if self._pages:
            first, *others = self._pages
            head = replace(first[0], day=known.day, is_group_start=known.is_group_start)
            self._put_pages([(head, *first[1:]), *others], self._first_page)
        elif self._tail:
            head = replace(self._tail[0], day=known.day, is_group_start=known.is_group_start)
            self._put_tail((head, *self._tail[1:]))

    def _correct_last(self, known: MessageView) -> None:
        """The last of the older lines shown, as it looks with what follows."""
        *others, newest = self._pages
        last = replace(newest[-1], is_group_end=known.is_group_end)
        self._put_pages([*others, (*newest[:-1], last)], self._first_page)
