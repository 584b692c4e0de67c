"""The bot says what is known to be broken, to whoever comes with it, and to nobody else."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotAllowedError
from livechat.domain.text import speaking
from livechat.domain.vocabulary import Fact, Role
from livechat.services import (
    audit_rows,
    conversations,
    dialogue,
    incident_rows,
    incidents,
    known_problems,
    messages,
)
from livechat.services.context import Context
from livechat.store.tables.incidents import Incident
from livechat.store.tables.knowledge import Article
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

PROBLEM = "my lecture video keeps buffering every 5 seconds"
SLUG = "video-keeps-buffering"
WHAT = "The video server is slow today"
# The clock stands at 12:00 in the institution's zone.
AT_TWO = "2026-11-03T14:00"


@pytest.fixture
def article(desk: Desk) -> str:
    """As the starter knowledge has it."""

    def work(uow: UnitOfWork) -> None:
        made = Article(slug=SLUG, title="Video stops", category="video", updated_at=uow.now)
        uow.session.add(made)

    desk.context.write(work)
    return SLUG


def _answer(bot: Context, desk: Desk, student: Actor, text: str = PROBLEM) -> list[str]:
    """What the bot says to the text, in order; steps by their titles."""
    home = bot.write(conversations.open_bot, student, {})
    dialogue.open_(bot, student, home)
    seq = desk.say(student, home, text)
    dialogue.hear(bot, student, home)
    page = bot.read(messages.thread, student, home, zone="Europe/Warsaw")
    after = [line for line in page.messages if line.seq > seq]
    return [line.step.title if line.step else line.body for line in after]


def _publish(desk: Desk, about: str, by: str = "") -> str:
    return desk.context.write(incidents.publish, desk.admin(), WHAT, 0, about, by)


def _of(lines: list[str], words: str) -> list[str]:
    return [line for line in lines if words in line]


@pytest.mark.parametrize("about", [f"article:{SLUG}", "category:video"])
def test_whoever_comes_with_a_known_problem_hears_of_it_before_the_steps(
    bot: Context, desk: Desk, article: str, about: str
) -> None:
    _publish(desk, about, AT_TWO)
    lines = _answer(bot, desk, desk.student())
    (said,) = _of(lines, "known problem")
    assert WHAT in said
    assert "12:00" in said
    assert "Next update by" in said
    assert "14:00" in said
    place = lines.index(said)
    assert any("talk to a person" in line for line in lines[place + 1 :])
    # The steps follow: the cause may be another one.
    assert len(lines) > place + 3


@pytest.mark.parametrize("about", ["", "category:quiz"])
def test_others_hear_nothing_of_it(bot: Context, desk: Desk, article: str, about: str) -> None:
    _publish(desk, about)
    assert _of(_answer(bot, desk, desk.student()), "known problem") == []


def test_after_the_all_clear_the_bot_speaks_of_it_no_more(
    bot: Context, desk: Desk, article: str
) -> None:
    made = _publish(desk, "category:video")
    told = desk.student()
    assert _of(_answer(bot, desk, told), "known problem")
    desk.context.write(incidents.end, desk.admin(), made)
    assert _of(_answer(bot, desk, desk.student()), "known problem") == []
    # Whoever came with it reads in the chat that it is over.
    home = desk.context.read(conversations.current, told)
    assert _of(desk.lines(told, home), "All clear")


def test_what_was_seen_by_itself_is_mentioned_too(
    bot: Context, desk: Desk, article: str, clock: FakeClock
) -> None:
    for _ in range(5):
        chat = desk.row(desk.conversation(desk.student())).id or 0

        def work(uow: UnitOfWork, chat: int = chat) -> None:
            uow.record(Fact.BOT_MATCHED, chat, None, article=SLUG)

        desk.context.write(work)
    desk.context.write(incidents.look_for)
    assert _of(_answer(bot, desk, desk.student()), "Many students report this right now")


def test_each_reader_has_it_in_the_own_language(bot: Context, desk: Desk, article: str) -> None:
    _publish(desk, "category:video", AT_TWO)
    student = desk.student()

    def speaks_spanish(uow: UnitOfWork) -> None:
        uow.session.get_one(User, student.user_id).language = "es"

    desk.context.write(speaks_spanish)
    with speaking("es"):
        (said,) = _of(_answer(bot, desk, student), "problema conocido")
    assert "14:00" in said
    assert "mar" in said  # martes, by CLDR


def test_a_promise_that_has_passed_is_told_to_the_admin_and_to_nobody_else(
    bot: Context, desk: Desk, article: str, clock: FakeClock
) -> None:
    admin = desk.admin()
    made = _publish(desk, "category:video", AT_TWO)

    def shown() -> str:
        return desk.context.read(lambda uow: incident_rows.current(uow, None))[0].next_update

    (row,) = desk.context.read(incident_rows.rows, admin)
    assert (row.next_update, row.is_update_late) == ("14:00", False)
    assert row.next_update_value == AT_TWO
    assert shown() == "Next update by 14:00."
    with speaking("ar"):
        assert "14:00" in shown() or "١٤:٠٠" in shown()
    clock.advance(timedelta(hours=2))
    (row,) = desk.context.read(incident_rows.rows, admin)
    assert row.is_update_late
    assert shown() == ""
    (said,) = _of(_answer(bot, desk, desk.student()), "known problem")
    assert "Next update" not in said
    # Another promise, of another day, and none at all.
    desk.context.write(incidents.set_next_update, admin, made, "2026-11-04T09:30")
    assert "4 Nov" in shown()
    assert "09:30" in shown()
    desk.context.write(incidents.set_next_update, admin, made, "")
    assert shown() == ""


@pytest.mark.parametrize(
    ("about", "by"),
    [
        ("article:no-such", ""),
        ("category:no-such", ""),
        ("video", ""),
        ("", "2026-11-03T12:00"),
        ("", "2026-11-03T13:00+01:00"),
        ("", "tomorrow"),
        ("", "0001-01-01T00:00"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, article: str, about: str, by: str) -> None:
    with pytest.raises(InvalidError):
        _publish(desk, about, by)
    made = _publish(desk, "")
    if by:
        with pytest.raises(InvalidError):
            desk.context.write(incidents.set_next_update, desk.admin(), made, by)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SPECIALIST, Role.STUDENT])
def test_nobody_but_admins_promises(desk: Desk, role: Role) -> None:
    made = _publish(desk, "")
    with pytest.raises(NotAllowedError):
        desk.context.write(incidents.set_next_update, desk.user(role), made, AT_TWO)


def test_the_log_says_which_problem_an_admin_has_spoken_of(desk: Desk, article: str) -> None:
    made, admin = _publish(desk, "category:video"), desk.admin()
    desk.context.write(incidents.set_next_update, admin, made, AT_TWO)
    desk.context.write(incidents.end, admin, made)
    rows = desk.context.read(audit_rows.rows, admin)
    assert [row.target for row in rows] == [WHAT] * 3
    assert not any("." in row.what for row in rows)


def test_the_choices_are_the_categories_and_what_students_can_read(
    desk: Desk, article: str
) -> None:
    values = [choice.value for choice in desk.context.read(known_problems.choices)]
    assert "category:video" in values
    assert f"article:{SLUG}" in values

    def unpublish(uow: UnitOfWork) -> None:
        found = uow.session.exec(select(Article).where(col(Article.slug) == SLUG)).one()
        found.is_published = False
        uow.session.add(found)

    desk.context.write(unpublish)
    values = [choice.value for choice in desk.context.read(known_problems.choices)]
    assert f"article:{SLUG}" not in values


def test_an_admins_own_end_is_not_put_off_by_what_is_seen(
    desk: Desk, article: str, clock: FakeClock
) -> None:
    desk.context.write(incidents.publish, desk.admin(), WHAT, 1, f"article:{SLUG}")
    for _ in range(5):
        chat = desk.row(desk.conversation(desk.student())).id or 0

        def work(uow: UnitOfWork, chat: int = chat) -> None:
            uow.record(Fact.BOT_MATCHED, chat, None, article=SLUG)

        desk.context.write(work)
    assert desk.context.write(incidents.look_for) == []

    def ends(uow: UnitOfWork) -> list[float]:
        rows = uow.session.exec(select(Incident)).all()
        return [(one.ends_at - uow.now).total_seconds() for one in rows if one.ends_at]

    assert desk.context.read(ends) == [3600.0]
