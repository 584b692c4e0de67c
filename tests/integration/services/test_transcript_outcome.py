"""A transcript says how the conversation ended and what came of it."""

import pytest

from livechat.domain.vocabulary import Outcome
from livechat.services import solution, transcripts
from tests.factories.desk import Desk


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.SOLVED, "Answered by a person: solved"),
        (Outcome.PARTLY_SOLVED, "Answered by a person: partly solved"),
        (Outcome.NOT_SOLVED, "Answered by a person: not solved"),
        (Outcome.NOT_TECHNICAL, "Answered by a person: not a technical problem"),
        (Outcome.NO_ANSWER, "Ended, nobody wrote"),
        (Outcome.SPAM, "Ended by the desk"),
    ],
)
def test_outcome_in_words(desk: Desk, outcome: Outcome, said: str) -> None:
    student, agent = desk.student(), desk.agent()
    chat = desk.claimed(student, agent)
    assert desk.context.read(transcripts.build, student, chat).outcome == ""
    desk.context.write(solution.close, agent, chat, "other", outcome)
    assert desk.context.read(transcripts.build, student, chat).outcome == said
