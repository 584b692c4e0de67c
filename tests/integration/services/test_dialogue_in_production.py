"""Coming back, danger, waiting, a person in between: what the bot's words cannot show alone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from livechat.bot.device import from_user_agent
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Priority, Status, StepResult
from livechat.domain.wording import clock_time
from livechat.services import bot_rounds, conversations, dialogue, handoff, jobs, messages, queue
from livechat.services.context import Context
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
PROBLEM = "my lecture video keeps buffering every 5 seconds"


def begin(bot: Context, desk: Desk, student: Actor, text: str = PROBLEM) -> str:
    """A talk in which the bot has answered `text`."""
    home = bot.write(conversations.open_bot, student, {"user_agent": LAPTOP})
    dialogue.open_(bot, student, home)
    tell(bot, desk, student, home, text)
    return home


def tell(bot: Context, desk: Desk, student: Actor, home: str, text: str) -> list[str]:
    """Say `text` and return what came after it."""
    seq = desk.say(student, home, text)
    dialogue.hear(bot, student, home)
    page = bot.read(messages.thread, student, home)
    return [line.body for line in page.messages if line.seq > seq]


def state(desk: Desk, home: str) -> dict[str, object]:
    stored = desk.row(home).dialogue
    assert stored is not None
    kept: dict[str, object] = stored["state"]
    return kept


def steps(bot: Context, student: Actor, home: str) -> list[str]:
    page = bot.read(messages.thread, student, home)
    return [line.step.title for line in page.messages if line.step]


def test_tomorrow_on_the_phone_it_goes_on_at_the_same_article(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(bot, desk, student)
    dialogue.answer_step(bot, student, home, StepResult.DIDNT_HELP)
    before = steps(bot, student, home)
    desk.clock.advance(86400)
    dialogue.come_back(bot, student, home, PHONE)
    after = steps(bot, student, home)
    assert len(after) == len(before) + 1
    assert before[0] not in after[len(before) :]
    kept = state(desk, home)
    assert kept["phase"] == "stepping"
    phone = from_user_agent(PHONE)
    article = bot.bot.current.index.articles[str(kept["article"])]
    shown = next(step for step in article.steps if step.title == after[-1])
    assert shown.only.is_met_by(phone)


def test_a_reload_does_not_greet_again(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(bot, desk, student)
    lines = desk.lines(student, home)
    dialogue.come_back(bot, student, home, LAPTOP)
    assert desk.lines(student, home) == lines
    dialogue.come_back(bot, student, home, PHONE)
    welcomed = desk.lines(student, home)
    assert len(welcomed) > len(lines)
    dialogue.come_back(bot, student, home, LAPTOP)
    assert desk.lines(student, home) == welcomed


def test_after_seven_days_the_talk_is_over(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(bot, desk, student)
    desk.clock.advance(7 * 86400 + 60)
    jobs.run_due(bot)
    assert desk.row(home).status is Status.CLOSED


def test_a_deadline_is_a_time_of_day_that_passes(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(bot, desk, student, "vid keeps buferring n i have quiz in 40min!!")
    assert state(desk, home)["minutes_left"] == 40
    desk.clock.advance(600)
    dialogue.ask_person(bot, student, home)
    card = desk.row(home).handoff
    assert card is not None
    ends = desk.clock.now() + timedelta(minutes=30)
    local = clock_time(ends, ZoneInfo(bot.settings.timezone))
    assert (card["minutes_left"], card["due"]) == (30, f"about {local}")
    dialogue.go_on(bot, student, home)
    desk.clock.advance(3600)
    dialogue.ask_person(bot, student, home)
    card = desk.row(home).handoff
    assert card is not None
    assert card["minutes_left"] is None


def test_a_deadline_that_the_student_takes_off_the_card_moves_nobody_forward(
    bot: Context, desk: Desk
) -> None:
    student = desk.student()
    home = begin(bot, desk, student, "vid keeps buferring n i have quiz in 40min!!")
    dialogue.ask_person(bot, student, home)
    bot.write(handoff.correct, student, home, issue="Video stops", device="My tablet", due="")
    bot.write(queue.join, student, home)
    assert desk.entry(home).priority is Priority.NORMAL
    card = bot.read(handoff.preview, student, home)
    assert card.checked_text == "Changed by the student: Problem, Device, Needed by"


def test_the_help_lines_stay_in_view_until_somebody_comes(bot: Context, desk: Desk) -> None:
    agent, student = desk.agent(), desk.student()
    home = begin(bot, desk, student)
    tell(bot, desk, student, home, "i want to kill myself")
    shown = bot.read(conversations.view, student, home)
    assert shown.help_lines == bot.settings.help_lines
    assert shown.handoff is not None
    assert "in danger" in shown.handoff.alarm_text
    bot.write(queue.claim, agent, desk.entry(home).public_id)
    assert bot.read(conversations.view, student, home).help_lines == ""


def test_danger_shows_the_lines_and_pages_a_person_at_once(bot: Context, desk: Desk) -> None:
    desk.agent()
    student = desk.student()
    home = begin(bot, desk, student)
    said = tell(bot, desk, student, home, "i want to kill myself")
    assert said[0] == bot.settings.help_lines
    row = desk.row(home)
    assert (row.status, row.priority) == (Status.QUEUED, Priority.DANGER)
    assert desk.entry(home).priority is Priority.DANGER


def test_danger_when_the_desk_is_closed_says_so_and_keeps_the_chat(
    bot: Context, desk: Desk
) -> None:
    desk.clock.advance(12 * 3600)
    student = desk.student()
    home = begin(bot, desk, student)
    said = tell(bot, desk, student, home, "i want to kill myself")
    assert said[0] == bot.settings.help_lines
    assert any("closed" in line for line in said)
    assert desk.row(home).status is Status.BOT
    assert tell(bot, desk, student, home, "my video is broken too") == []


def test_danger_in_the_queue_moves_to_the_front(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(bot, desk, student)
    bot.write(queue.join, student, home)
    assert desk.entry(home).priority is Priority.NORMAL
    said = tell(bot, desk, student, home, "i just want to kill myself")
    assert said == [bot.settings.help_lines]
    assert desk.entry(home).priority is Priority.DANGER
    assert tell(bot, desk, student, home, "kill myself") == []
    assert tell(bot, desk, student, home, "my video buffers") == []


def test_three_minutes_without_a_result_bring_one_offer(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(bot, desk, student)
    desk.clock.advance(170)
    assert [one.conversation_id for one in bot.read(bot_rounds.due)] == []
    desk.clock.advance(11)
    jobs.run_due(bot)
    page = bot.read(messages.thread, student, home)
    assert [choice.value for choice in page.messages[-1].choices] == ["person:"]
    desk.clock.advance(60)
    jobs.run_due(bot)
    assert len(bot.read(messages.thread, student, home).messages) == len(page.messages)


def test_a_message_that_a_crash_left_is_answered_without_a_visit(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = desk.conversation(student, PROBLEM)
    desk.clock.advance(20)
    jobs.run_due(bot)
    assert state(desk, home)["issue"] == PROBLEM


def test_bot_is_silent_while_a_person_has_the_chat(bot: Context, desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    home = begin(bot, desk, student)
    bot.write(queue.join, student, home)
    bot.write(queue.claim, agent, desk.entry(home).public_id)
    assert state(desk, home)["phase"] == "silent"
    assert tell(bot, desk, student, home, "i forgot my password") == []


def test_continued_chat_wakes_the_bot_without_answering_what_was_said_to_a_person(
    bot: Context, desk: Desk
) -> None:
    student, agent = desk.student("Amina Yusuf"), desk.agent()
    home = begin(bot, desk, student)
    dialogue.answer_step(bot, student, home, StepResult.DIDNT_HELP)
    tried = state(desk, home)["tried"]
    bot.write(queue.join, student, home)
    bot.write(queue.claim, agent, desk.entry(home).public_id)
    desk.say(student, home, "i also forgot my password")

    def close(uow: UnitOfWork) -> None:
        found = desk.find(uow, home)
        found.status = Status.CLOSED
        found.closed_at = uow.now
        uow.session.add(found)

    bot.write(close)
    assert bot.write(conversations.continue_, student, home) == home
    before = len(desk.lines(student, home))
    dialogue.open_(bot, student, home)
    woken = desk.lines(student, home)[before:]
    assert len(woken) == 1
    assert "Amina" not in woken[0]
    kept = state(desk, home)
    assert (kept["phase"], kept["tried"]) == ("listening", tried)
    dialogue.open_(bot, student, home)
    assert len(desk.lines(student, home)) == before + 1


def test_another_problem_amid_steps_is_offered_and_may_be_declined(
    bot: Context, desk: Desk
) -> None:
    student = desk.student()
    home = begin(bot, desk, student)
    article = state(desk, home)["article"]
    tell(bot, desk, student, home, "i forgot my password and cannot sign in")
    assert state(desk, home)["phase"] == "switching"
    choices = bot.read(messages.thread, student, home).messages[-1].choices
    assert [choice.value.partition(":")[0] for choice in choices] == ["article", "stay"]
    dialogue.choose(bot, student, home, "stay:")
    kept = state(desk, home)
    assert (kept["phase"], kept["article"]) == ("stepping", article)


def test_writing_beside_the_card_is_answered_with_the_way_to_a_person(
    bot: Context, desk: Desk
) -> None:
    student = desk.student()
    home = begin(bot, desk, student)
    dialogue.ask_person(bot, student, home)
    assert tell(bot, desk, student, home, "it is on every lecture by the way")
    choices = bot.read(messages.thread, student, home).messages[-1].choices
    assert [choice.value for choice in choices] == ["person:", "go_on:"]
    dialogue.choose(bot, student, home, "go_on:")
    assert state(desk, home)["phase"] == "listening"


def test_two_problems_of_one_message_are_taken_one_by_one(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(
        bot,
        desk,
        student,
        "My lecture video keeps buffering all the time. Also i forgot my password. "
        "Can you please help me with both of them today?",
    )
    kept = state(desk, home)
    assert kept["article"]
    assert kept["pending"]
    dialogue.answer_step(bot, student, home, StepResult.WORKED)
    dialogue.choose(bot, student, home, "solved:yes")
    assert desk.row(home).status is Status.BOT
    assert state(desk, home)["article"] == kept["pending"][0]  # type: ignore[index]  # a list in JSON


def test_insults_are_answered_calmly_and_once(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = begin(bot, desk, student, "hello")
    first = tell(bot, desk, student, home, "fuck you")
    second = tell(bot, desk, student, home, "fuck you")
    assert first
    assert second
    assert first != second
    assert tell(bot, desk, student, home, PROBLEM)
