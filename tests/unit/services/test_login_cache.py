"""What is remembered of logins never outlives their end."""

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from livechat.services.login_cache import LoginCache

ANNA = Actor(1, Role.STUDENT, "Anna", 11)
BEN = Actor(2, Role.AGENT, "Ben", 22)


class _Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_login_is_known_for_some_seconds() -> None:
    clock = _Clock()
    cache = LoginCache(clock)
    cache.keep("cookie", ANNA, cache.ends)
    clock.at = 9
    assert cache.get("cookie") == ANNA
    assert cache.get("another") is None
    clock.at = 11
    assert cache.get("cookie") is None


def test_an_ended_login_is_forgotten_at_once_and_the_others_stay() -> None:
    cache = LoginCache()
    cache.keep("anna", ANNA, cache.ends)
    cache.keep("ben", BEN, cache.ends)
    cache.forget([11])
    assert cache.get("anna") is None
    assert cache.get("ben") == BEN


def test_what_was_read_before_an_end_is_not_kept_after_it() -> None:
    cache = LoginCache()
    ends = cache.ends
    cache.forget([11])
    cache.keep("anna", ANNA, ends)
    assert cache.get("anna") is None


def test_the_check_of_all_logins_renews_and_drops_up_to_a_minute() -> None:
    clock = _Clock()
    cache = LoginCache(clock)
    for token, actor in (("anna", ANNA), ("ben", BEN)):
        cache.keep(token, actor, cache.ends)
    clock.at = 8
    cache.renew([11, 22], {11: ANNA}, cache.ends)
    clock.at = 16
    assert cache.get("anna") == ANNA
    assert cache.get("ben") is None
    for clock.at in range(20, 80, 5):
        cache.renew([11], {11: ANNA}, cache.ends)
    assert cache.get("anna") is None


def test_another_role_is_another_login() -> None:
    cache = LoginCache()
    cache.keep("anna", ANNA, cache.ends)
    cache.renew([11], {11: Actor(1, Role.ADMIN, "Anna", 11)}, cache.ends)
    assert cache.get("anna") is None
