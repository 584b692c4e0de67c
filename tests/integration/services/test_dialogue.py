"""The bot's turns are stored whole, once, and go on after a crash, on both databases."""

import pytest

from livechat.domain.errors import NotFoundError
from livechat.domain.vocabulary import CloseReason, Fact, Status, StepResult
from livechat.services import dialogue, messages
from livechat.services.context import Context
from tests.factories.desk import Desk


def thread(desk: Desk, student: object, conversation_id: str) -> list[tuple[str, str, str]]:
    page = desk.context.read(messages.thread, student, conversation_id)  # type: ignore[arg-type]  # an Actor
    return [(item.sender_kind, item.kind, item.body) for item in page.messages]


def test_a_problem_gets_steps_and_a_confirmed_solution_ends_it(bot: Context, desk: Desk) -> None:
    student = desk.student("Amina Yusuf")
    home = desk.conversation(student, "my lecture video keeps buffering every 5 seconds")
    dialogue.open_(bot, student, home)
    for _ in range(2):  # it may ask for the device and the browser first
        page = bot.read(messages.thread, student, home)
        if page.messages[-1].kind == "choices":
            dialogue.choose(bot, student, home, page.messages[-1].choices[0].value)
    assert thread(desk, student, home)[-1][1] == "step"

    dialogue.answer_step(bot, student, home, StepResult.DIDNT_HELP)
    page = bot.read(messages.thread, student, home)
    steps = [item.step for item in page.messages if item.step]
    assert [step.result for step in steps] == ["didnt_help", ""]
    assert steps[1].number == 2

    dialogue.answer_step(bot, student, home, StepResult.WORKED)
    dialogue.choose(bot, student, home, "solved:yes")
    row = desk.row(home)
    assert (row.status, row.close_reason) == (Status.CLOSED, CloseReason.BOT_CONFIRMED)
    facts = desk.facts(home)
    assert facts.count(Fact.STEP_ANSWERED) == 2
    assert facts.count(Fact.BOT_RESOLUTION_CONFIRMED) == 1
    assert row.category == "video"


def test_a_message_left_unheard_by_a_crash_is_answered_on_return(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = desk.conversation(student, "hello")
    dialogue.open_(bot, student, home)
    desk.say(student, home, "i forgot my password")
    before = len(thread(desk, student, home))
    dialogue.open_(bot, student, home)
    assert len(thread(desk, student, home)) > before
    answered = len(thread(desk, student, home))
    dialogue.hear(bot, student, home)
    assert len(thread(desk, student, home)) == answered


def test_asking_for_a_person_prepares_the_card(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = desk.conversation(student, "my lecture video keeps buffering")
    dialogue.open_(bot, student, home)
    dialogue.ask_person(bot, student, home)
    row = desk.row(home)
    assert row.status is Status.BOT
    assert row.handoff is not None
    assert "buffering" in row.handoff["issue"]


def test_nobody_else_talks_to_the_bot_in_the_students_name(bot: Context, desk: Desk) -> None:
    home = desk.conversation(desk.student(), "hello")
    with pytest.raises(NotFoundError):
        dialogue.ask_person(bot, desk.student(), home)


def test_two_taps_at_once_are_one_answer_each(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = desk.conversation(student, "none")
    dialogue.open_(bot, student, home)
    turn = desk.row(home).dialogue
    assert turn is not None
    dialogue.choose(bot, student, home, "article:browser-clear-cache")
    later = desk.row(home).dialogue
    assert later is not None
    assert later["turn"] == turn["turn"] + 1
