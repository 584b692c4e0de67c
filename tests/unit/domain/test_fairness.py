"""R10, R11: over 10,000 random histories nobody is unfairly overtaken, lost or starved."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from livechat.domain.routing import AgentSlot, QueueItem, assign, fitting, rank_queue
from livechat.domain.vocabulary import Priority

START = datetime(2026, 5, 4, 12, tzinfo=UTC)
RANK = {Priority.NORMAL: 0, Priority.HIGH: 1, Priority.URGENT: 2}
HISTORIES = 10_000


class Desk:
    """One random history: arrivals, offers taken or declined, agents who vanish."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = START
        self.waiting: dict[int, QueueItem] = {}
        self.chats: dict[int, tuple[QueueItem, int]] = {}
        self.arrived = self.finished = 0
        self.agents = {
            n: AgentSlot(n, 0, self.random.randint(1, 3), START, self._skills())
            for n in range(self.random.randint(1, 3))
        }

    def _skills(self) -> frozenset[str]:
        return frozenset(self.random.choice([(), ("net",), ("net", "video")]))

    def arrive(self) -> None:
        self.arrived += 1
        self.waiting[self.arrived] = QueueItem(
            self.arrived,
            self.now,
            self.random.choices(list(RANK), [8, 1, 1])[0],
            skill=self.random.choice([None, None, "net", "video"]),
        )

    def offer(self) -> None:
        for item, agent in assign(self.waiting.values(), self.agents.values(), self.now):
            self._check_fair(item, agent)
            if self.random.random() < 0.15:
                declined = item.declined_by | {agent.id}
                self.waiting[item.id] = replace(item, declined_by=declined)
                continue
            del self.waiting[item.id]
            self.chats[item.id] = (item, agent.id)
            self._load(agent.id, +1)

    def _check_fair(self, item: QueueItem, agent: AgentSlot) -> None:
        agents = list(self.agents.values())
        for other in self.waiting.values():
            ahead = RANK[other.priority] >= RANK[item.priority] and (
                (other.seniority, other.id) < (item.seniority, item.id)
            )
            waited_out = item.seniority - other.seniority > timedelta(minutes=60)
            wants = any(fit.id == agent.id for fit in fitting(agents, other, self.now))
            if (ahead or waited_out) and wants and other.id not in self.passed:
                raise AssertionError(f"{item} overtook {other}")
        self.passed.add(item.id)

    def _load(self, agent_id: int, change: int) -> None:
        agent = self.agents[agent_id]
        self.agents[agent_id] = replace(agent, load=agent.load + change, idle_since=self.now)

    def finish(self) -> None:
        item, agent_id = self.chats.pop(self.random.choice(list(self.chats)))
        self.finished += 1
        self._load(agent_id, -1)
        assert item.id not in self.waiting

    def lose_agent(self) -> None:
        """The chats go back with the seniority that they had: to their original place."""
        agent_id = self.random.choice(list(self.agents))
        order = [item.id for item in rank_queue(self.waiting.values(), self.now)]
        for key, (item, owner) in list(self.chats.items()):
            if owner == agent_id:
                del self.chats[key]
                self.waiting[key] = item
                self._load(agent_id, -1)
        after = [item.id for item in rank_queue(self.waiting.values(), self.now)]
        assert [n for n in after if n in order] == order

    def step(self) -> None:
        self.now += timedelta(seconds=self.random.expovariate(1 / 240))
        events = [self.arrive, self.arrive, self.lose_agent]
        if self.chats:
            events += [self.finish] * 4
        self.random.choices(events, [6, 6, 1] + [4] * (len(events) - 3))[0]()
        self.passed: set[int] = set()
        self.offer()

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.step()
        for _ in range(50 * steps):
            if not self.waiting and not self.chats:
                return
            self.now += timedelta(seconds=60)
            if self.chats:
                self.finish()
            self.passed = set()
            self.offer()
        raise AssertionError(f"starved: {self.waiting}")


@pytest.mark.thorough
def test_r11_fifo_by_priority_and_seniority_in_10000_histories() -> None:
    served = 0
    for seed in range(HISTORIES):
        desk = Desk(seed)
        desk.run(16)
        assert desk.finished == desk.arrived
        served += desk.finished
    assert served > 5 * HISTORIES


def test_the_check_itself_notices_a_jump() -> None:
    """A later student of the same priority is served first: the judge must object."""
    desk = Desk(1)
    desk.passed = set()
    desk.agents = {0: AgentSlot(0, 0)}
    desk.waiting = {
        1: QueueItem(1, START),
        2: QueueItem(2, START + timedelta(minutes=1)),
    }
    try:
        desk._check_fair(desk.waiting[2], desk.agents[0])
    except AssertionError:
        return
    raise AssertionError("an overtaking went unnoticed")
