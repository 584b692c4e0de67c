"""Logins end by idleness and by age everywhere: for events, and under open sockets."""

from livechat.services import accounts, resolver
from livechat.services.accounts import Login, NewLogin
from tests.factories.desk import Desk


def signed_up(desk: Desk) -> tuple[NewLogin, Login]:
    """A new student's login, as the browser and as the server know it."""
    new = accounts.sign_up(desk.context, "Zoë", "zoe@example.edu", "correct horse battery", "test")
    login = accounts.resolve(desk.context, new.token)
    assert login is not None
    return new, login


def test_an_open_socket_ends_with_its_idle_login(desk: Desk) -> None:
    context = desk.context
    new, login = signed_up(desk)
    session = login.actor.session_id
    assert context.read(resolver.live, [session]).keys() == {session}
    desk.clock.advance(context.settings.session_idle_hours * 3600 + 1)
    assert context.read(resolver.live, [session]) == {}
    assert resolver.actor_of(context, new.token) is None


def test_use_keeps_a_login_until_it_is_too_old(desk: Desk) -> None:
    context = desk.context
    new, login = signed_up(desk)
    for _ in range(context.settings.session_max_days):
        desk.clock.advance(24 * 3600 - 1)
        assert accounts.resolve(context, new.token) is not None
    desk.clock.advance(3600)
    assert accounts.resolve(context, new.token) is None
    assert context.read(resolver.live, [login.actor.session_id]) == {}
