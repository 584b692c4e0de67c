"""Who is told of what."""

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from livechat.state.subscriptions import Subscriptions

ANNA = Actor(1, Role.STUDENT, "Anna", 11)
BEN = Actor(2, Role.AGENT, "Ben", 22)


def test_a_subscriber_is_told_until_it_leaves() -> None:
    known = Subscriptions()
    known.bind("t", ANNA)
    known.subscribe("t", "chat:1", "Chat")
    known.subscribe("t", "chat:1", "Title")
    assert [(token, set(names)) for token, names in known.listeners("chat:1")] == [
        ("t", {"Chat", "Title"})
    ]
    known.unsubscribe("t", "chat:1", "Chat")
    assert known.listeners("chat:1") == [("t", ("Title",))]
    known.drop("t")
    assert known.listeners("chat:1") == []
    assert known.topics() == set()


def test_nobody_can_subscribe_who_is_not_connected() -> None:
    known = Subscriptions()
    known.subscribe("ghost", "chat:1", "Chat")
    assert known.listeners("chat:1") == []
    assert known.topics() == set()


def test_another_session_on_the_same_token_inherits_nothing() -> None:
    known = Subscriptions()
    known.bind("t", ANNA)
    known.subscribe("t", "chat:1", "Chat")
    known.bind("t", BEN)
    assert known.listeners("chat:1") == []
    assert known.client("t") is not None
    known.subscribe("t", "desk", "Desk")
    known.bind("t", None)
    assert known.listeners("desk") == []


def test_the_same_session_keeps_its_topics() -> None:
    known = Subscriptions()
    known.bind("t", ANNA)
    known.subscribe("t", "chat:1", "Chat")
    known.bind("t", Actor(1, Role.STUDENT, "Anna B", 11))
    assert known.topics_of("t", "Chat") == {"chat:1"}


def test_the_audience_of_a_topic_is_counted_by_tabs() -> None:
    subscriptions = Subscriptions()
    for token in ("one", "two"):
        subscriptions.bind(token, None)
        subscriptions.subscribe(token, "desk", "DeskState")
        subscriptions.subscribe(token, "desk", "AdminState")
    assert subscriptions.audience("desk") == 2
    assert subscriptions.audience("queue") == 0
    subscriptions.drop("one")
    assert subscriptions.audience("desk") == 1
