"""A simulated desk: the real routing, presence, hours and wait rules on a fake clock."""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import numpy as np

from livechat.domain.desk_memory import DeskMemory
from livechat.domain.hours import Interval, Schedule
from livechat.domain.presence import DEFAULT_RULES, after_miss, can_take, pulse
from livechat.domain.routing import DEFAULT_RULES as ROUTING
from livechat.domain.routing import AgentSlot, QueueItem, assign, positions, rank_queue
from livechat.domain.simulation_model import DayTotals, Prediction, Report, Scenario
from livechat.domain.vocabulary import PresenceState, Priority
from livechat.domain.wait import DeskNow, Place, forecast
from livechat.domain.wait_range import estimate

START = datetime(2026, 4, 13, tzinfo=UTC)  # a Monday
AWAY_S = 300.0
REPLAYS = 192


@dataclass(frozen=True, slots=True)
class _Chat:
    item: QueueItem
    begun_s: float


@dataclass
class _Agent:
    id: int
    idle_since: datetime = START
    lost_since: datetime | None = None
    state: PresenceState = PresenceState.ONLINE
    misses: int = 0
    offers: int = 0
    chats: dict[int, _Chat] = field(default_factory=dict)


@dataclass
class _Student:
    item: QueueItem
    joined_s: float
    prediction: Prediction | None = None
    ghost: bool = False
    offered_s: float | None = None


class Simulation:
    """One run; `run()` returns the report. The same scenario and seed give the same run."""

    def __init__(self, scenario: Scenario, seed: int = 0) -> None:
        self.scenario = scenario
        self.report = Report()
        self._random = np.random.default_rng([seed, 7])
        self._seed = seed
        self._now_s = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._made = 0
        self._agents = [_Agent(n) for n in range(scenario.most_agents)]
        self._waiting: dict[int, _Student] = {}
        self._memory = DeskMemory(
            [self._handling_s() for _ in range(scenario.history)],
            [self._accept_s() for _ in range(min(scenario.history, 100))],
        )
        opening = Interval(time(scenario.opens_at), time(scenario.closes_at % 24))
        self.hours = Schedule("UTC", dict.fromkeys(range(7), (opening,)))

    @property
    def now(self) -> datetime:
        """The fake clock."""
        return START + timedelta(seconds=self._now_s)

    @property
    def _today(self) -> DayTotals:
        return self.report.by_weekday[self.now.weekday()]

    def run(self) -> Report:
        """Play all days and let the last chats end."""
        end_s = self.scenario.days * 86400.0
        self._after(self._gap_s(), self._arrival)
        for day in range(self.scenario.days):
            closing = (day * 24 + self.scenario.closes_at) * 3600.0
            self._at(closing, self._close)
            for hour in range(self.scenario.opens_at, self.scenario.closes_at):
                self._at((day * 24 + hour) * 3600.0 + 0.001, self._dispatch)
        for agent in self._agents:
            self._plan_loss(agent)
        while self._events and self._events[0][0] < end_s:
            at_s, _, event = heapq.heappop(self._events)
            self._account(at_s - self._now_s)
            self._now_s = at_s
            event()
        return self.report

    # Time and chance

    def _at(self, at_s: float, event: Callable[[], None]) -> None:
        self._made += 1
        heapq.heappush(self._events, (at_s, self._made, event))

    def _after(self, delay_s: float, event: Callable[[], None]) -> None:
        self._at(self._now_s + delay_s, event)

    def _gap_s(self) -> float:
        return float(self._random.exponential(1 / self.scenario.highest_rate))

    def _handling_s(self) -> float:
        s = self.scenario
        return float(s.handling_median_s * math.exp(self._random.normal(0, s.handling_sigma)))

    def _accept_s(self) -> float:
        s = self.scenario
        return float(s.accept_median_s * math.exp(self._random.normal(0, s.accept_sigma)))

    def _account(self, passed_s: float) -> None:
        if not self.hours.is_open(self.now):
            return
        on_shift = self._on_shift()
        self.report.busy_slot_s += passed_s * sum(len(agent.chats) for agent in on_shift)
        self.report.open_slot_s += passed_s * len(on_shift) * self.scenario.capacity
        self._memory.has_passed(passed_s, sum(not s.ghost for s in self._waiting.values()))

    # Students

    def _arrival(self) -> None:
        self._after(self._gap_s(), self._arrival)
        rate = self.scenario.rate_per_second(self.now.weekday(), self.now.hour)
        if self._random.random() * self.scenario.highest_rate > rate:
            return
        if not self.hours.accepts_new(self.now):
            return
        self.report.arrived += 1
        self._today.arrived += 1
        student = _Student(self._item(), self._now_s)
        self._memory.has_joined(student.item.priority)
        self._waiting[student.item.id] = student
        student.prediction = self._predict(student)
        patience_s = float(self._random.exponential(self.scenario.patience_s))
        self._after(patience_s, lambda: self._leave(student))
        self._dispatch()

    def _item(self) -> QueueItem:
        urgent, high = self.scenario.urgent_share, self.scenario.high_share
        chance = self._random.random()
        priority = Priority.NORMAL
        if chance < urgent + high:
            priority = Priority.URGENT if chance < urgent else Priority.HIGH
        return QueueItem(self.report.arrived, self.now, priority)

    def _leave(self, student: _Student) -> None:
        """The place stays as a ghost, to learn how long the wait would have been."""
        if self._waiting.get(student.item.id) is student and not student.item.offered:
            student.ghost = True
            self.report.left += 1
            self._today.left += 1
            self._memory.has_left()
            self._dispatch()

    def _turn_came(self, student: _Student, extra_s: float = 0.0) -> None:
        prediction = student.prediction
        if prediction is None or not math.isnan(prediction.waited_s):
            return
        prediction.waited_s = self._now_s - student.joined_s + extra_s
        if not math.isnan(prediction.low_s):
            self._memory.has_come_true(prediction.outcome)

    # Agents

    def _on_shift(self) -> list[_Agent]:
        return self._agents[: self.scenario.agents_at(self.now.weekday(), self.now.hour)]

    def _is_reachable(self, agent: _Agent) -> bool:
        heartbeat = self.now if agent.lost_since is None else agent.lost_since
        return can_take(agent.state, pulse(heartbeat, self.now))

    def _slots(self) -> list[AgentSlot]:
        return [
            AgentSlot(
                agent.id,
                len(agent.chats) + agent.offers,
                self.scenario.capacity,
                agent.idle_since,
            )
            for agent in self._on_shift()
            if self._is_reachable(agent)
        ]

    def _dispatch(self) -> None:
        if not self.hours.is_open(self.now):
            return
        slots = self._slots()
        real = [s.item for s in self._waiting.values() if not s.ghost]
        offers = assign(real, slots, self.now)
        self._pass_ghosts([item.id for item, _ in offers], slots, len(offers))
        for item, slot in offers:
            self._offer(self._waiting[item.id], self._agents[slot.id])

    def _pass_ghosts(self, offered: list[int], slots: list[AgentSlot], made: int) -> None:
        ghosts = [s for s in self._waiting.values() if s.ghost]
        if not ghosts:
            return
        places = positions(rank_queue([s.item for s in self._waiting.values()], self.now))
        reached = max((places[key] for key in offered), default=0)
        room = sum(slot.capacity - slot.load for slot in slots) > made
        for student in ghosts:
            if room or places[student.item.id] < reached:
                del self._waiting[student.item.id]
                self._turn_came(student, self._accept_s())

    def _offer(self, student: _Student, agent: _Agent) -> None:
        student.item = replace(student.item, offered=True)
        if student.offered_s is None:
            student.offered_s = self._now_s
        agent.offers += 1
        delay_s = self._accept_s()
        timeout_s = DEFAULT_RULES.offer_timeout.total_seconds()
        if delay_s < timeout_s:
            self._after(delay_s, lambda: self._claim(student, agent))
        else:
            self._after(timeout_s, lambda: self._miss(student, agent))

    def _miss(self, student: _Student, agent: _Agent) -> None:
        agent.offers -= 1
        agent.misses += 1
        self.report.missed_offers += 1
        agent.state = after_miss(agent.state, agent.misses)
        if agent.state is PresenceState.AWAY:
            self._after(AWAY_S, lambda: self._come_back(agent))
        if student.item.id in self._waiting:
            student.item = replace(student.item, offered=False)
        self._dispatch()

    def _come_back(self, agent: _Agent) -> None:
        agent.state, agent.misses, agent.lost_since = PresenceState.ONLINE, 0, None
        self._dispatch()

    def _claim(self, student: _Student, agent: _Agent) -> None:
        if agent.lost_since is not None:
            self._miss(student, agent)
            return
        agent.offers -= 1
        if student.item.id not in self._waiting:
            self._dispatch()
            return
        agent.misses = 0
        if student.offered_s is not None:
            self._memory.has_accepted(self._now_s - student.offered_s)
        del self._waiting[student.item.id]
        self._turn_came(student)
        self.report.claimed += 1
        self.report.waits_s.append(self._now_s - student.joined_s)
        self._today.waits_s.append(self._now_s - student.joined_s)
        chat = _Chat(replace(student.item, offered=False), self._now_s)
        agent.chats[chat.item.id] = chat
        self._after(self._handling_s(), lambda: self._finish(chat, agent))

    def _finish(self, chat: _Chat, agent: _Agent) -> None:
        if agent.chats.get(chat.item.id) is not chat:
            return
        del agent.chats[chat.item.id]
        agent.idle_since = self.now
        self._memory.has_handled(self._now_s - chat.begun_s)
        self._dispatch()

    def _plan_loss(self, agent: _Agent) -> None:
        rate = self.scenario.losses_per_agent_hour / 3600
        if rate > 0:
            self._after(float(self._random.exponential(1 / rate)), lambda: self._lose(agent))

    def _lose(self, agent: _Agent) -> None:
        self._plan_loss(agent)
        if agent.lost_since is None and self.hours.is_open(self.now):
            agent.lost_since = self.now
            gone = DEFAULT_RULES.lost_after + DEFAULT_RULES.grace
            self._after(gone.total_seconds(), lambda: self._requeue(agent))
            self._after(self.scenario.loss_minutes * 60, lambda: self._come_back(agent))

    def _requeue(self, agent: _Agent) -> None:
        """The chats go back with the seniority that they had."""
        for chat in agent.chats.values():
            self.report.requeued += 1
            self._waiting[chat.item.id] = _Student(chat.item, self._now_s)
        agent.chats.clear()
        self._dispatch()

    def _close(self) -> None:
        for student in list(self._waiting.values()):
            if not student.ghost:
                self.report.diverted += 1
            self._turn_came(student, math.inf)
        self._waiting.clear()

    # The estimate

    def _predict(self, student: _Student) -> Prediction | None:
        """None where a slot is free at once, there is no wait to promise; or nobody asks."""
        if not self.scenario.is_forecast:
            return None
        slots = self._slots()
        ranked = rank_queue([s.item for s in self._waiting.values() if not s.ghost], self.now)
        line = [item for item in ranked if not item.offered]
        place = next(n for n, item in enumerate(line) if item.id == student.item.id)
        free = sum(max(slot.capacity - slot.load, 0) for slot in slots)
        if free > place:
            return None
        raw = forecast(
            self._desk(free),
            [self._place(item) for item in line[: place + 1]],
            replays=REPLAYS,
            seed=self._seed * 1_000_003 + student.item.id,
        )
        return self._said(float(raw[place, 0]), float(raw[place, 1]), place + 1)

    def _said(self, low_s: float, high_s: float, position: int) -> Prediction:
        closing = self.hours.closes_at(self.now)
        said = estimate(
            low_s,
            high_s,
            samples=self._memory.handling.samples,
            closes_in_s=None if closing is None else (closing - self.now).total_seconds(),
            calibration=self._memory.calibration,
        )
        prediction = Prediction(
            int(self._now_s // 86400),
            said.kind,
            position,
            max(len(self._slots()), 1),
            self._memory.mean_handling_s,
            low_s,
            high_s,
        )
        if said.range is not None:
            prediction.low_s, prediction.high_s = said.range.low_s, said.range.high_s
            prediction.shown = said.range.minutes
        self.report.predictions.append(prediction)
        return prediction

    def _desk(self, free: int) -> DeskNow:
        busy = [
            self._now_s - chat.begun_s
            for agent in self._on_shift()
            if agent.state is PresenceState.ONLINE
            for chat in agent.chats.values()
        ]
        offered = sum(s.item.offered for s in self._waiting.values())
        return self._memory.desk_now(free, busy + [0.0] * offered)

    def _place(self, item: QueueItem) -> Place:
        credit = self.now - item.seniority + ROUTING.head_start(item.priority)
        return Place(credit.total_seconds())


def simulate(scenario: Scenario, seed: int = 0) -> Report:
    """Play one scenario; the answer to "what if there were one more agent"."""
    return Simulation(scenario, seed).run()
