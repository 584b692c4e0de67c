"""How long each place in the queue waits: P50 to P90 by playing the desk forward many times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from livechat.domain.handling import HandlingTimes, Seconds

# Few places need many replays for a steady P90; far back in a long line one needs fewer.
REPLAYS, LONG_LINE, LONG_LINE_REPLAYS = 256, 150, 128


@dataclass(frozen=True, slots=True)
class Place:
    """One place in line: seconds of seniority (waited plus the priority's head start)."""

    credit_s: float = 0.0
    handling: HandlingTimes | None = None


@dataclass(frozen=True, slots=True)
class Overtakers:
    """People of a higher priority who may still come: so many a second, so much head start."""

    per_second: float
    head_start_s: float


@dataclass(frozen=True)
class DeskNow:
    """The slots that exist (agents online × capacity, less those of silent students' chats).

    `accept` is the time from a place's turn to the claim, missed offers included.
    `busy_s` holds, for each busy slot, how long its chat has lasted; a slot whose chat is being
    offered is busy with 0. `opening_s` holds in how many seconds further slots come (a break that
    ends). `leave_per_second` is the rate at which waiting students leave.
    """

    free: int
    busy_s: Sequence[float]
    handling: HandlingTimes
    accept: HandlingTimes | None = None
    opening_s: Sequence[float] = ()
    leave_per_second: float = 0.0
    overtakers: Sequence[Overtakers] = ()

    @property
    def slots(self) -> int:
        """All slots that will take somebody."""
        return self.free + len(self.busy_s) + len(self.opening_s)


def forecast(
    desk: DeskNow, line: Sequence[Place], *, replays: int | None = None, seed: int = 0
) -> Seconds:
    """P50 and P90 in seconds of every place of `line` (first served first); shape (places, 2).

    All places in one pass: in each replay the next in line takes the slot that is free first,
    unless patience ends before; whoever overtakes takes it instead. Infinite without slots.
    """
    if not line:
        return np.empty((0, 2))
    if desk.slots == 0:
        return np.full((len(line), 2), np.inf)
    if replays is None:
        replays = REPLAYS if len(line) <= LONG_LINE else LONG_LINE_REPLAYS
    waits = _play(desk, line, replays, np.random.default_rng(seed))
    result: Seconds = np.quantile(waits, (0.5, 0.9), axis=1).T
    return result


def _play(
    desk: DeskNow, line: Sequence[Place], replays: int, random: np.random.Generator
) -> Seconds:
    free_at = _free_at(desk, replays, random)
    taken = _handling_of(desk, line, replays, random)
    rows = np.arange(replays)
    patience = (
        random.exponential(1 / desk.leave_per_second, (len(line), replays))
        if desk.leave_per_second > 0
        else None
    )
    streams = [_Stream(flow, replays, random) for flow in desk.overtakers if flow.per_second > 0]
    waits = np.empty((len(line), replays))
    delay = np.zeros((1, replays)) if desk.accept is None else desk.accept.draw(random, waits.shape)
    taken = taken + delay
    for index, place in enumerate(line):
        slot = free_at.argmin(axis=1)
        turn = free_at[rows, slot]
        for stream in streams:
            slot, turn = stream.pass_by(place, free_at, slot, turn, desk.handling)
        waits[index] = turn
        stays = taken[index] if patience is None else taken[index] * (patience[index] > turn)
        free_at[rows, slot] = turn + stays
    return waits + delay


def _free_at(desk: DeskNow, replays: int, random: np.random.Generator) -> Seconds:
    """When each slot is free, by replay; shape (replays, slots)."""
    busy = desk.handling.draw_remaining(random, np.asarray(desk.busy_s, dtype=np.float64), replays)
    free = np.zeros((replays, desk.free))
    opening = np.broadcast_to(
        np.asarray(desk.opening_s, dtype=np.float64), (replays, len(desk.opening_s))
    )
    return np.ascontiguousarray(np.hstack([free, busy, opening]))


def _handling_of(
    desk: DeskNow, line: Sequence[Place], replays: int, random: np.random.Generator
) -> Seconds:
    """How long each place's own chat will take, from its topic's times where it has any."""
    taken = desk.handling.draw(random, (len(line), replays))
    for index, place in enumerate(line):
        if place.handling is not None:
            taken[index] = place.handling.draw(random, (replays,))
    return taken


class _Stream:
    """Arrivals of one higher priority, a Poisson process in each replay."""

    def __init__(self, flow: Overtakers, replays: int, random: np.random.Generator) -> None:
        self._flow = flow
        self._random = random
        self._next = random.exponential(1 / flow.per_second, replays)

    def pass_by(
        self,
        place: Place,
        free_at: Seconds,
        slot: np.ndarray[tuple[int], np.dtype[np.intp]],
        turn: Seconds,
        handling: HandlingTimes,
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], Seconds]:
        """Let everybody through who comes before the turn and outranks the place."""
        limit = self._flow.head_start_s - place.credit_s
        while True:
            ahead = np.flatnonzero(self._next < np.minimum(turn, limit))
            if ahead.size == 0:
                return slot, turn
            free_at[ahead, slot[ahead]] = turn[ahead] + handling.draw(self._random, ahead.shape)
            gap = self._random.exponential(1 / self._flow.per_second, ahead.size)
            self._next[ahead] += gap
            slot[ahead] = free_at[ahead].argmin(axis=1)
            turn[ahead] = free_at[ahead, slot[ahead]]
