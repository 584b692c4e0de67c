"""The card carries what was said and tried, and nothing of the desk's own."""

from livechat.domain.views import HandoffView
from livechat.domain.vocabulary import StepResult
from livechat.services import handoff_cards
from livechat.store.tables.knowledge import StepOutcome
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

STORED = {
    "issue": "Upload stops at 99 %",
    "course": "Biology 2",
    "device": "Windows, Chrome",
    "page": "/assignments/7",
    "error": "ERR_7",
    "due": "in 40 min",
    "article": "upload-stuck",
    "title": "An upload does not finish",
    "category": "uploads",
    "group": "platform",
    "steps": [{"title": "Reload the page", "result": "didnt_help"}],
    "minutes_left": 40,
    "checked_at": "",
}


def test_card_shows_what_the_bot_handed_over(desk: Desk) -> None:
    conversation_id = desk.conversation(desk.student())

    def work(uow: UnitOfWork) -> HandoffView:
        found = Desk.find(uow, conversation_id)
        found.handoff = STORED
        uow.session.add(found)
        return handoff_cards.card(uow, found)

    card = desk.context.write(work)
    assert (card.issue, card.course, card.error, card.due) == (
        "Upload stops at 99 %",
        "Biology 2",
        "ERR_7",
        "in 40 min",
    )
    assert card.article == "An upload does not finish"
    assert card.checked_text == ""
    assert [(step.title, step.result_label) for step in card.steps] == [
        ("Reload the page", "Didn’t help")
    ]


def test_card_shows_the_steps_that_were_really_answered(desk: Desk) -> None:
    conversation_id = desk.conversation(desk.student())

    def work(uow: UnitOfWork) -> HandoffView:
        found = Desk.find(uow, conversation_id)
        found.handoff = STORED
        for position, result in enumerate((StepResult.CANT_DO, StepResult.SKIPPED)):
            uow.session.add(
                StepOutcome(
                    conversation_id=found.id,
                    article_slug="upload-stuck",
                    step_title=f"Step {position}",
                    position=position,
                    result=result,
                    at=uow.now,
                )
            )
        uow.session.flush()
        return handoff_cards.card(uow, found)

    card = desk.context.write(work)
    assert [(step.title, step.result) for step in card.steps] == [
        ("Step 0", "cant_do"),
        ("Step 1", "skipped"),
    ]


def test_card_of_a_conversation_without_a_handoff_is_empty(desk: Desk) -> None:
    conversation_id = desk.conversation(desk.student())
    card = desk.context.read(lambda uow: handoff_cards.card(uow, Desk.find(uow, conversation_id)))
    assert (card.issue, card.steps, card.attachments) == ("", [], [])
