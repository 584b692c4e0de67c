"""Known problems: who publishes, what students see, when they begin and end, who is told."""

from datetime import timedelta

import pytest
from sqlmodel import select

from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotAllowedError, NotFoundError
from livechat.domain.incident_views import IncidentView
from livechat.domain.vocabulary import Fact, Role
from livechat.services import incident_rows, incidents
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.knowledge import Article
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

WIFI = "Wi-Fi is down in building 4"
SLUG = "video-keeps-buffering"


def _shown(desk: Desk, actor: Actor | None = None) -> list[IncidentView]:
    return desk.context.read(lambda uow: incident_rows.current(uow, actor))


def _mails(desk: Desk) -> list[tuple[str, str]]:
    def query(uow: UnitOfWork) -> list[tuple[str, str]]:
        rows = uow.session.exec(select(MailMessage.recipient, MailMessage.template)).all()
        return [(recipient, template) for recipient, template in rows]

    return desk.context.read(query)


def _comes_with_it(desk: Desk, count: int) -> list[tuple[Actor, str]]:
    """So many students for whom the bot finds the article."""
    found = []
    for _ in range(count):
        student = desk.student()
        chat = desk.conversation(student, "the video stops")
        key = desk.row(chat).id or 0

        def work(uow: UnitOfWork, key: int = key) -> None:
            uow.record(Fact.BOT_MATCHED, key, None, article=SLUG)

        desk.context.write(work)
        found.append((student, chat))
    return found


@pytest.fixture
def article(desk: Desk) -> str:
    """An article of the knowledge base; its title."""

    def work(uow: UnitOfWork) -> None:
        uow.session.add(
            Article(slug=SLUG, title="Video keeps buffering", category="video", updated_at=uow.now)
        )

    desk.context.write(work)
    return "Video keeps buffering"


def test_everybody_sees_what_an_admin_published_until_the_all_clear(desk: Desk) -> None:
    admin = desk.admin()
    made = desk.context.write(incidents.publish, admin, f"  {WIFI} ", 0)
    (shown,) = _shown(desk)
    assert (shown.id, shown.text, shown.has_asked) == (made, WIFI, False)
    assert "12:00" in shown.since
    desk.context.write(incidents.end, admin, made)
    assert _shown(desk) == []
    with pytest.raises(NotFoundError):
        desk.context.write(incidents.end, admin, made)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SPECIALIST, Role.STUDENT])
def test_nobody_but_admins_publishes_ends_or_counts(desk: Desk, role: Role) -> None:
    other = desk.user(role)
    made = desk.context.write(incidents.publish, desk.admin(), WIFI, 0)
    with pytest.raises(NotAllowedError):
        desk.context.write(incidents.publish, other, WIFI, 0)
    with pytest.raises(NotAllowedError):
        desk.context.write(incidents.end, other, made)
    with pytest.raises(NotAllowedError):
        desk.context.read(incident_rows.rows, other)


@pytest.mark.parametrize(("text", "hours"), [("", 0), (WIFI, 3), (WIFI, -1), ("x" * 201, 0)])
def test_what_makes_no_sense_is_refused(desk: Desk, text: str, hours: int) -> None:
    with pytest.raises(InvalidError):
        desk.context.write(incidents.publish, desk.admin(), text, hours)
    assert _shown(desk) == []


def test_whoever_asked_is_told_by_mail_and_in_the_chat(desk: Desk, clock: FakeClock) -> None:
    with_chat, without, silent = desk.student(), desk.student(), desk.student()
    chat, other = desk.conversation(with_chat), desk.conversation(silent)
    made = desk.context.write(incidents.publish, desk.admin(), WIFI, 1)
    for _ in range(2):
        for student in (with_chat, without):
            desk.context.write(incidents.tell_me, student, made)
    with pytest.raises(NotFoundError):
        desk.context.write(incidents.tell_me, desk.agent(), made)
    assert _shown(desk, with_chat)[0].has_asked
    assert not _shown(desk, silent)[0].has_asked
    assert desk.context.read(incident_rows.rows, desk.admin())[0].asked == 2
    clock.advance(timedelta(minutes=59))
    assert desk.context.write(incidents.end_due) == 0
    # It ends by itself, once.
    clock.advance(timedelta(minutes=2))
    assert _shown(desk) == []
    assert desk.context.write(incidents.end_due) == 1
    assert desk.context.write(incidents.end_due) == 0
    assert [template for _, template in _mails(desk)] == ["incident_over"] * 2
    assert any(WIFI in line for line in desk.lines(with_chat, chat))
    assert not any(WIFI in line for line in desk.lines(silent, other))


def test_a_problem_that_many_have_at_once_is_seen_by_itself(
    desk: Desk, clock: FakeClock, article: str
) -> None:
    came = _comes_with_it(desk, 4)
    assert desk.context.write(incidents.look_for) == []
    came += _comes_with_it(desk, 1)
    assert desk.context.write(incidents.look_for) == [SLUG]
    assert desk.context.write(incidents.look_for) == []
    (shown,) = _shown(desk)
    assert article in shown.text
    (row,) = desk.context.read(incident_rows.rows, desk.admin())
    assert (row.chats, row.is_seen_by_itself) == (5, True)
    # It lasts for as long as they keep coming, and an hour longer.
    clock.advance(timedelta(minutes=50))
    came += _comes_with_it(desk, 5)
    desk.context.write(incidents.look_for)
    clock.advance(timedelta(minutes=59))
    desk.context.write(incidents.end_due)
    assert len(_shown(desk)) == 1
    clock.advance(timedelta(minutes=2))
    desk.context.write(incidents.end_due)
    assert _shown(desk) == []
    # Everybody who came with it reads the all-clear; nobody asked for mail.
    for student, chat in came:
        assert sum(article in line for line in desk.lines(student, chat)) == 1
    assert _mails(desk) == []


def test_after_the_all_clear_only_new_chats_raise_the_alarm_again(
    desk: Desk, clock: FakeClock, article: str
) -> None:
    _comes_with_it(desk, 5)
    desk.context.write(incidents.look_for)
    admin = desk.admin()
    (row,) = desk.context.read(incident_rows.rows, admin)
    clock.advance(timedelta(minutes=1))
    desk.context.write(incidents.end, admin, row.id)
    assert desk.context.write(incidents.look_for) == []
    clock.advance(timedelta(minutes=16))
    _comes_with_it(desk, 5)
    assert desk.context.write(incidents.look_for) == [SLUG]


def test_what_is_usual_at_this_hour_is_no_incident(
    desk: Desk, clock: FakeClock, article: str
) -> None:
    # Two in each quarter of an hour at this time of the day, for two weeks.
    for _ in range(14):
        _comes_with_it(desk, 6)
        clock.advance(timedelta(days=1))
    _comes_with_it(desk, 5)
    assert desk.context.write(incidents.look_for) == []
    _comes_with_it(desk, 1)
    assert desk.context.write(incidents.look_for) == [SLUG]
