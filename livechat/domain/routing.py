"""Who is next, and who helps: fair order, the least loaded fitting agent, offers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from livechat.domain.vocabulary import Priority

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A queue entry as routing sees it.

    `seniority` is when the student first queued: it stays through missed offers, transfers and
    lost agents, so that nobody loses a place. `skill` is a topic or a group. `reserved_for` is
    the agent that a transfer names, `wish_since` when it was made: wishes hold for a while from
    then, by default from `seniority`. `dropped_at` is when the student's connection was lost.
    """

    id: int
    seniority: datetime
    priority: Priority = Priority.NORMAL
    skill: str | None = None
    language: str | None = None
    reserved_for: int | None = None
    wish_since: datetime | None = None
    declined_by: frozenset[int] = frozenset()
    offered: bool = False
    dropped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgentSlot:
    """An agent who can take chats now (`presence.can_take`); `load` counts open offers too.

    `idle_since` is when the agent last had something to do. No `skills` or no `languages` means
    that the agent takes all.
    """

    id: int
    load: int
    capacity: int = 3
    idle_since: datetime = LONG_AGO
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @property
    def has_room(self) -> bool:
        """Whether one more chat fits."""
        return self.load < self.capacity


@dataclass(frozen=True, slots=True)
class RoutingRules:
    """How much a priority is worth in waiting time, and how long a wish for a fitting agent holds.

    A priority counts as time already waited. So it ages by itself: whoever has waited longer
    than the largest head start is overtaken by nobody who comes later.
    """

    high_start: timedelta = timedelta(minutes=20)
    urgent_start: timedelta = timedelta(minutes=60)
    # Longer than anybody waits: nothing comes before a life.
    danger_start: timedelta = timedelta(days=1)
    keep_dropped: timedelta = timedelta(minutes=10)
    insist: timedelta = timedelta(minutes=10)

    def head_start(self, priority: Priority) -> timedelta:
        """Waiting time that a priority is worth."""
        starts = {
            Priority.HIGH: self.high_start,
            Priority.URGENT: self.urgent_start,
            Priority.DANGER: self.danger_start,
        }
        return starts.get(priority, timedelta())


DEFAULT_RULES = RoutingRules()


def is_kept(item: QueueItem, now: datetime, rules: RoutingRules = DEFAULT_RULES) -> bool:
    """Whether a student who dropped still has the place."""
    return item.dropped_at is None or now - item.dropped_at < rules.keep_dropped


def rank_queue(
    items: Iterable[QueueItem], now: datetime, rules: RoutingRules = DEFAULT_RULES
) -> list[QueueItem]:
    """The queue in order, first to be served first; without those whose place has lapsed.

    The order of two entries never changes while they wait.
    """
    kept = (item for item in items if is_kept(item, now, rules))
    return sorted(kept, key=lambda item: _place(item, rules))


def _place(item: QueueItem, rules: RoutingRules) -> tuple[datetime, datetime, int]:
    return (item.seniority - rules.head_start(item.priority), item.seniority, item.id)


def positions(ranked: Sequence[QueueItem]) -> dict[int, int]:
    """Place in line by entry id, the first being 1; one line for all topics."""
    return {item.id: place for place, item in enumerate(ranked, start=1)}


def fitting(
    agents: Iterable[AgentSlot],
    item: QueueItem,
    now: datetime,
    rules: RoutingRules = DEFAULT_RULES,
) -> list[AgentSlot]:
    """Agents who may help, whether they have room or not.

    A transfer's addressee, skill and language narrow the choice where somebody who is there
    fulfils them, and until the student has waited `insist` for it; after that anybody helps.
    """
    pool = list(agents)
    wishes: list[Callable[[AgentSlot], bool]] = [
        lambda agent: item.reserved_for in (None, agent.id),
        lambda agent: item.skill is None or not agent.skills or item.skill in agent.skills,
        lambda agent: (
            item.language is None or not agent.languages or item.language in agent.languages
        ),
    ]
    if now - (item.wish_since or item.seniority) < rules.insist:
        for wish in wishes:
            pool = [agent for agent in pool if wish(agent)] or pool
    return [agent for agent in pool if agent.id not in item.declined_by] or pool


def pick_agent(
    agents: Iterable[AgentSlot],
    item: QueueItem,
    now: datetime,
    rules: RoutingRules = DEFAULT_RULES,
) -> AgentSlot | None:
    """The least loaded fitting agent with room, ties to the longest idle; None: keep waiting."""
    free = [agent for agent in fitting(agents, item, now, rules) if agent.has_room]
    return min(free, key=lambda agent: (agent.load, agent.idle_since, agent.id), default=None)


def assign(
    items: Iterable[QueueItem],
    agents: Iterable[AgentSlot],
    now: datetime,
    rules: RoutingRules = DEFAULT_RULES,
) -> list[tuple[QueueItem, AgentSlot]]:
    """The offers to make now, in the queue's order; loads count up as they are made.

    Who is being offered or has dropped is passed over and keeps the place.
    """
    desk = {agent.id: agent for agent in agents}
    offers: list[tuple[QueueItem, AgentSlot]] = []
    for item in rank_queue(items, now, rules):
        if not any(agent.has_room for agent in desk.values()):
            break
        if item.offered or item.dropped_at is not None:
            continue
        agent = pick_agent(desk.values(), item, now, rules)
        if agent is not None:
            offers.append((item, agent))
            desk[agent.id] = replace(agent, load=agent.load + 1)
    return offers
