"""Which connected browser wants to hear of which topics, for this process only."""

from collections import defaultdict
from dataclasses import dataclass, field

from livechat.domain.actor import Actor


@dataclass(slots=True)
class Client:
    """One connected tab. `topics` maps a topic to the names of the states that asked for it,
    `seen` a topic to the seq up to which its messages are shown."""

    token: str
    actor: Actor | None
    topics: dict[str, set[str]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


class Subscriptions:
    """Only the event loop's thread touches this; there is nothing to lock."""

    def __init__(self) -> None:
        self._clients: dict[str, Client] = {}
        self._by_topic: defaultdict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._clients)

    def client(self, token: str) -> Client | None:
        """The connected client with this token."""
        return self._clients.get(token)

    def audience(self, topic: str) -> int:
        """How many tabs an event of the topic wakes."""
        return len(self._by_topic.get(topic, ()))

    def clients(self) -> list[Client]:
        """Everybody who is connected."""
        return list(self._clients.values())

    def bind(self, token: str, actor: Actor | None) -> None:
        """The client's event was admitted for this actor; another actor starts afresh."""
        client = self._clients.get(token)
        if client is not None and _session(client.actor) != _session(actor):
            self.drop(token)
            client = None
        if client is None:
            self._clients[token] = Client(token, actor)
        else:
            client.actor = actor

    def drop(self, token: str) -> Client | None:
        """The client is gone; returns what it was."""
        client = self._clients.pop(token, None)
        if client is not None:
            for topic in client.topics:
                self._forget(topic, token)
        return client

    def subscribe(self, token: str, topic: str, state_name: str) -> None:
        """Wake `state_name` of the client on each event of `topic`; nothing if it is gone."""
        client = self._clients.get(token)
        if client is not None:
            client.topics.setdefault(topic, set()).add(state_name)
            self._by_topic[topic].add(token)

    def unsubscribe(self, token: str, topic: str, state_name: str) -> None:
        """The state is no longer interested."""
        client = self._clients.get(token)
        if client is None or topic not in client.topics:
            return
        client.topics[topic].discard(state_name)
        if not client.topics[topic]:
            del client.topics[topic]
            self._forget(topic, token)

    def topics_of(self, token: str, state_name: str) -> set[str]:
        """What the state listens to now."""
        client = self._clients.get(token)
        if client is None:
            return set()
        return {topic for topic, names in client.topics.items() if state_name in names}

    def listeners(self, topic: str) -> list[tuple[str, tuple[str, ...]]]:
        """(token, state names) of everybody who wants to hear of `topic`."""
        return [
            (token, tuple(self._clients[token].topics[topic]))
            for token in self._by_topic.get(topic, ())
        ]

    def topics(self) -> set[str]:
        """All topics that somebody here listens to."""
        return set(self._by_topic)

    def _forget(self, topic: str, token: str) -> None:
        tokens = self._by_topic.get(topic)
        if tokens is not None:
            tokens.discard(token)
            if not tokens:
                del self._by_topic[topic]


def _session(actor: Actor | None) -> int | None:
    return actor.session_id if actor else None
