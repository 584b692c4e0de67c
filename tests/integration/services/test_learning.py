"""Outcomes of real conversations feed the calibration and the order of fixes."""

from importlib import resources
from pathlib import Path

from livechat.bot.ordering import Tally
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import StepResult
from livechat.services import articles, conversations, dialogue, learning
from livechat.services.context import Context
from livechat.store.tables.knowledge import BotTurn, StepOutcome
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

ARTICLES = Path(str(resources.files("livechat.content"))) / "articles" / "en"
PROBLEM = "my lecture video keeps buffering every 5 seconds"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def talk(bot: Context, desk: Desk, student: Actor, *results: StepResult) -> str:
    home = bot.write(conversations.open_bot, student, {"user_agent": LAPTOP})
    dialogue.open_(bot, student, home)
    desk.say(student, home, PROBLEM)
    dialogue.hear(bot, student, home)
    for result in results:
        dialogue.answer_step(bot, student, home, result)
    return home


def test_what_worked_is_right_and_what_did_not_help_is_wrong(bot: Context, desk: Desk) -> None:
    talk(bot, desk, desk.student(), StepResult.WORKED)
    talk(bot, desk, desk.student(), StepResult.DIDNT_HELP)
    talk(bot, desk, desk.student(), StepResult.SKIPPED)
    lead = bot.bot.current.index.match(PROBLEM).candidates[0].lead
    found = bot.read(learning.answers)
    assert [one.right for one in found] == [True, False]
    assert all(abs(one.lead - lead) < 1e-3 for one in found)


def test_another_article_that_worked_makes_the_first_one_wrong(bot: Context, desk: Desk) -> None:
    talk(bot, desk, desk.student())

    def work(uow: UnitOfWork) -> None:
        uow.session.add(_step(uow, 1, "video-black", "Any", StepResult.WORKED))

    bot.write(work)
    assert [one.right for one in bot.read(learning.answers)] == [False]


def test_alternatives_are_tallied_after_the_article_before(bot: Context, desk: Desk) -> None:
    desk.conversation(desk.student())

    def work(uow: UnitOfWork) -> None:
        failed, worked = StepResult.DIDNT_HELP, StepResult.WORKED
        for slug, title, result in (
            ("a", "One", failed),
            ("a", "Two", failed),
            ("b", "One", failed),
            ("b", "Two", worked),
            ("c", "One", StepResult.SKIPPED),
        ):
            uow.session.add(_step(uow, 1, slug, title, result))
        uow.session.flush()

    bot.write(work)
    assert bot.read(learning.tallies) == {
        ("a", "phone", "one"): Tally(0, 1),
        ("a", "phone", "two"): Tally(0, 1),
        ("b", "phone", "one"): Tally(0, 1),
        ("b", "phone", "two"): Tally(1, 0),
        ("a", "phone", "b"): Tally(1, 0),
    }


def test_two_hundred_outcomes_correct_the_bot_that_is_built_next(bot: Context, desk: Desk) -> None:
    with_outcomes(bot, desk, 120)
    assert len(bot.read(learning.answers)) == 120
    bot.write(articles.seed_from_folder, ARTICLES)
    before = bot.read(articles.load_bot).index.match(PROBLEM).candidates[0].probability
    with_outcomes(bot, desk, 120)
    after = bot.read(articles.load_bot).index.match(PROBLEM).candidates[0].probability
    assert after < before - 0.1


def with_outcomes(bot: Context, desk: Desk, many: int) -> None:
    """So many conversations in which the first article did not help."""
    lead = bot.bot.current.index.match(PROBLEM).candidates[0].lead
    homes = [desk.row(desk.conversation(desk.student())).id or 0 for _ in range(many)]

    def work(uow: UnitOfWork) -> None:
        for home in homes:
            best = {"slug": "video-keeps-buffering", "probability": 0.9, "lead": lead}
            uow.session.add(
                BotTurn(
                    conversation_id=home,
                    body=PROBLEM,
                    decision="answer",
                    article_slug="video-keeps-buffering",
                    candidates=[best],
                    at=uow.now,
                )
            )
            step = _step(uow, home, "video-keeps-buffering", "Any", StepResult.DIDNT_HELP)
            uow.session.add(step)

    bot.write(work)


def test_seen_changes_with_outcomes_and_articles(bot: Context, desk: Desk) -> None:
    before = bot.read(learning.seen)
    talk(bot, desk, desk.student(), StepResult.SKIPPED)
    assert bot.read(learning.seen) == before
    talk(bot, desk, desk.student(), StepResult.WORKED)
    assert bot.read(learning.seen) != before


def _step(uow: UnitOfWork, home: int, slug: str, title: str, result: StepResult) -> StepOutcome:
    return StepOutcome(
        conversation_id=home,
        article_slug=slug,
        step_title=title,
        position=1,
        result=result,
        device="phone",
        at=uow.now,
    )
