"""Conversations with the bot, turn by turn."""

import json
from typing import TypeVar

import pytest

from livechat.bot.device import Device
from livechat.bot.dialogue import Bot
from livechat.bot.dialogue_state import DialogueState, Phase, from_json, to_json
from livechat.bot.events import (
    AgentJoined,
    Answer,
    AskedPerson,
    AttachmentReceived,
    Chose,
    Confirmed,
    Declined,
    DetailGiven,
    Event,
    Opened,
    Reopened,
    Resumed,
    Said,
    StepAnswered,
    StepOutcome,
    Waited,
)
from livechat.bot.replies import (
    AskDetail,
    Choices,
    ConfirmSolved,
    Ended,
    Gap,
    HandOver,
    HelpLines,
    KnownProblem,
    OfferPerson,
    Reason,
    Reply,
    Say,
    Silent,
    Solved,
    StepCard,
    Topics,
)

T = TypeVar("T")
LAPTOP = Device("computer", "windows", "chrome")
PHONE = Device("phone", "ios", "safari")
FAILED = StepAnswered(StepOutcome.DIDNT_HELP)
WORKED = StepAnswered(StepOutcome.WORKED)
PROBLEM = Said("my video keeps buffering")


class Talk:
    """A conversation whose state goes through JSON after every turn, as when it is stored."""

    def __init__(
        self, bot: Bot, device: Device = LAPTOP, known: frozenset[str] = frozenset()
    ) -> None:
        self.bot = bot
        self.known = known
        self.state = DialogueState()
        self.replies: list[Reply] = []
        self.tell(Opened(name="Mia", device=device, topics=("no-sound",)))

    def tell(self, *events: Event | str) -> "Talk":
        for event in events:
            said = Said(event) if isinstance(event, str) else event
            self.state, self.replies = self.bot.advance(self.state, said, self.known)
            self.state = from_json(json.loads(json.dumps(to_json(self.state))))
        return self

    def has(self, kind: type[Reply]) -> bool:
        return any(isinstance(reply, kind) for reply in self.replies)

    def one(self, kind: type[T]) -> T:
        (found,) = [reply for reply in self.replies if isinstance(reply, kind)]
        return found

    @property
    def keys(self) -> list[str]:
        return [
            reply.key.removeprefix("bot.").split(".")[0]
            for reply in self.replies
            if isinstance(reply, Say)
        ]


@pytest.fixture
def talk(bot: Bot) -> Talk:
    return Talk(bot)


def test_greeting_has_the_name_topics_and_a_person(talk: Talk) -> None:
    assert talk.keys == ["greeting", "person_near"]
    assert talk.one(Topics).choices[0].title == "No sound in a video"


def test_a_known_problem_starts_with_its_first_step(talk: Talk) -> None:
    talk.tell("vid keeps buferring!!")
    card = talk.one(StepCard)
    assert (card.article, card.number, card.total) == ("video-stops", 1, 2)


def test_steps_fit_the_device(bot: Bot) -> None:
    assert Talk(bot, PHONE).tell(PROBLEM).one(StepCard).total == 3


def test_a_step_that_worked_is_confirmed_and_rated(talk: Talk) -> None:
    talk.tell(PROBLEM, WORKED)
    assert talk.has(ConfirmSolved)
    talk.tell(Confirmed(Answer.YES))
    assert talk.one(Solved).article == "video-stops"
    talk.tell("no thanks")
    assert talk.has(Ended)


def test_words_answer_a_step_like_buttons(talk: Talk) -> None:
    talk.tell(PROBLEM, "nope didnt help", "that worked")
    assert talk.has(ConfirmSolved)
    assert [tried.outcome for tried in talk.state.tried] == [
        StepOutcome.DIDNT_HELP,
        StepOutcome.WORKED,
    ]


def test_when_an_article_fails_the_alternative_is_a_different_one(talk: Talk) -> None:
    talk.tell(PROBLEM, FAILED, FAILED)
    assert talk.one(StepCard).article == "no-sound"
    assert "alternative" in talk.keys


def test_two_failed_fixes_offer_a_person_with_all_that_was_tried(talk: Talk) -> None:
    talk.tell(PROBLEM, FAILED, FAILED, FAILED, FAILED)
    assert talk.one(OfferPerson).reason is Reason.FAILED_FIXES
    assert talk.state.phase is Phase.OFFERING
    card = talk.tell("yes please").one(HandOver).card
    assert len(card.tried) == 4
    assert card.issue == "my video keeps buffering"
    assert card.device == "computer"


def test_partly_solved_goes_on_with_the_next_step(talk: Talk) -> None:
    talk.tell(PROBLEM, WORKED, Confirmed(Answer.PARTLY))
    assert talk.one(StepCard).number == 2


def test_vague_message_offers_choices_and_a_place_picks_one(bot: Bot) -> None:
    talk = Talk(bot).tell("My screen went funny")
    choices = talk.one(Choices).choices
    assert 1 <= len(choices) <= 3
    talk.tell("the first one")
    assert talk.state.article == choices[0].article


def test_none_of_the_choices_asks_again_and_counts_as_a_miss(bot: Bot) -> None:
    talk = Talk(bot).tell("My screen went funny", Chose(""))
    assert talk.keys == ["rephrase"]
    assert talk.tell("flurb gnarf").has(OfferPerson)


def test_two_misses_offer_a_person_and_are_logged_as_gaps(talk: Talk) -> None:
    talk.tell("purple elephants")
    assert talk.one(Gap).text == "purple elephants"
    assert not talk.has(OfferPerson)
    assert talk.tell("juggling zebras").one(OfferPerson).reason is Reason.MISSES


@pytest.mark.parametrize(
    "text", ["Let me talk to someone", "HUMAN", "could i please chat with a human being"]
)
def test_a_person_in_any_words_at_any_time(bot: Bot, text: str) -> None:
    assert Talk(bot).tell(text).has(HandOver)
    assert Talk(bot).tell(PROBLEM, text).has(HandOver)


def test_bot_is_silent_once_a_person_has_the_conversation(talk: Talk) -> None:
    talk.tell(PROBLEM, AskedPerson(), "hello?")
    assert talk.keys == ["kept"]
    assert talk.has(OfferPerson)
    talk.tell(AgentJoined(), "my video keeps buffering", FAILED, Waited(), AskedPerson())
    assert talk.replies == [Silent()]


def test_coming_back_from_the_queue_goes_on(talk: Talk) -> None:
    talk.tell(AskedPerson(), Declined(), PROBLEM)
    assert talk.has(StepCard)


def test_steps_fit_the_device_on_which_the_student_comes_back(bot: Bot) -> None:
    talk = Talk(bot, LAPTOP).tell(PROBLEM, FAILED)
    assert talk.one(StepCard).step == "video-stops-c"
    talk.tell(Resumed(PHONE))
    card = talk.one(StepCard)
    assert (card.step, card.number, card.total) == ("video-stops-b", 2, 3)


def test_declining_another_article_goes_on_with_the_step(talk: Talk) -> None:
    talk.tell(PROBLEM, "i forgot my password and cannot log in")
    assert talk.state.phase is Phase.SWITCHING
    talk.tell(Declined())
    assert talk.keys == ["keep_going"]
    assert talk.one(StepCard).article == "video-stops"


def test_danger_shows_help_lines_and_calls_a_person_even_in_the_queue(talk: Talk) -> None:
    talk.tell("i want to kill myself")
    assert talk.has(HelpLines)
    assert talk.one(HandOver).reason is Reason.DANGER
    assert talk.keys == []
    other = Talk(talk.bot).tell(AskedPerson(), "i want to die")
    assert other.has(HelpLines)
    assert other.tell("i want to die").replies == [Silent()]


def test_abuse_is_warned_once_and_then_left(talk: Talk) -> None:
    assert talk.tell("fuck you").keys == ["abuse"]
    assert talk.tell("you idiot").keys == ["abuse_again"]
    assert talk.has(OfferPerson)


def test_swearing_at_the_computer_is_no_abuse(talk: Talk) -> None:
    talk.tell("this fucking video keeps buffering")
    assert talk.state.article == "video-stops"


def test_question_for_others_says_who_can_help(talk: Talk) -> None:
    talk.tell("can i get an extension")
    assert talk.keys[0] == "elsewhere"
    assert talk.tell("no").has(Ended)


def test_another_problem_amid_steps_offers_a_switch(talk: Talk) -> None:
    talk.tell(PROBLEM, "i forgot my password")
    assert talk.keys == ["switch"]
    assert talk.tell("yes").one(StepCard).article == "forgot-password"
    stay = Talk(talk.bot).tell(PROBLEM, "i forgot my password", "no")
    assert stay.one(StepCard).article == "video-stops"


def test_something_unclear_amid_steps_keeps_the_step(talk: Talk) -> None:
    talk.tell(PROBLEM, "hmm the colour is odd")
    assert talk.keys == ["noted"]
    assert talk.tell(FAILED).one(StepCard).number == 2


def test_detail_is_asked_only_where_needed_and_unknown(bot: Bot) -> None:
    unknown = Talk(bot, Device()).tell("my file wont upload")
    assert unknown.one(AskDetail).need == "device"
    unknown.tell(DetailGiven("phone"))
    assert unknown.one(StepCard).total == 3
    assert Talk(bot).tell("my file wont upload").has(StepCard)


def test_hurry_is_noticed_and_a_person_offered(talk: Talk) -> None:
    talk.tell("vid keeps buferring n i have quiz in 20min!!")
    assert talk.state.minutes_left == 20
    assert talk.one(OfferPerson).reason is Reason.URGENT
    assert talk.has(StepCard)


def test_frustration_offers_a_person_once(talk: Talk) -> None:
    talk.tell("THIS IS RIDICULOUS MY VIDEO KEEPS BUFFERING")
    assert talk.one(OfferPerson).reason is Reason.FRUSTRATION
    assert not talk.tell("WTF IT IS SO ANNOYING").has(OfferPerson)


def test_several_problems_are_taken_one_by_one(talk: Talk) -> None:
    talk.tell(
        "My video keeps buffering all the time. And also I forgot my password, "
        "so I would need to reset password please."
        "\nI forgot my password"
    )
    assert talk.keys[0] == "several"
    first = talk.state.article
    talk.tell(WORKED, Confirmed(Answer.YES))
    assert talk.has(Solved)
    assert talk.one(StepCard).article != first


def test_what_is_unclear_among_several_problems_is_asked_about_in_its_turn(talk: Talk) -> None:
    talk.tell(
        "I forgot my password. Then my screen went funny. What can I do about all of that now?"
    )
    assert (talk.keys[0], talk.state.article) == ("several", "forgot-password")
    talk.tell(WORKED, Confirmed(Answer.YES))
    assert talk.keys[0] == "next_unclear"
    assert {choice.article for choice in talk.one(Choices).choices} <= {
        "black-screen",
        "frozen-screen",
    }
    assert talk.state.phase is Phase.CHOOSING
    talk.tell(Chose("black-screen"), WORKED, Confirmed(Answer.YES))
    assert talk.state.phase is Phase.CONTINUING


def test_what_takes_longer_than_the_time_that_is_left_comes_last(talk: Talk) -> None:
    talk.tell("my video keeps buffering and my exam is in 2 minutes")
    assert [talk.one(StepCard).minutes, talk.state.plan[-1]] == [1, "video-stops-c"]


def test_best_sentence_of_a_long_message_leads(talk: Talk) -> None:
    talk.tell(
        "Good morning, my name is Mia and I am in the second year of nursing. "
        "The lecture video stops every few seconds. I hope that you are well today, thank you."
    )
    assert talk.state.article == "video-stops"


def test_steps_resume_on_another_device(talk: Talk) -> None:
    talk.tell(PROBLEM, FAILED, Resumed(PHONE))
    assert talk.keys == ["resume"]
    assert talk.one(StepCard).number == 2
    assert talk.state.device == PHONE


def test_going_back_and_showing_again(talk: Talk) -> None:
    talk.tell(PROBLEM, FAILED, "go back")
    assert talk.one(StepCard).number == 1
    assert talk.tell("what?").one(StepCard).number == 1


def test_screenshot_without_text_asks_one_question(talk: Talk) -> None:
    assert talk.tell(AttachmentReceived()).keys == ["screenshot"]
    talk.tell(PROBLEM, AttachmentReceived())
    assert talk.keys == ["screenshot_kept"]
    assert talk.tell(AskedPerson()).one(HandOver).card.attachments == 2


def test_asked_what_it_is_the_bot_says_so(talk: Talk) -> None:
    assert talk.tell("am i talking to a real person?").keys == ["identity"]
    assert talk.has(OfferPerson)


def test_starting_over_forgets_the_problem(talk: Talk) -> None:
    talk.tell(PROBLEM, "start over")
    assert talk.state.phase is Phase.LISTENING
    assert talk.state.article == ""


def test_waiting_long_offers_a_person_once(talk: Talk) -> None:
    assert talk.tell(Waited()).has(OfferPerson)
    assert talk.tell(Waited()).replies == []


def test_reopened_conversation_listens_again(talk: Talk) -> None:
    talk.tell(PROBLEM, AskedPerson(), AgentJoined(), Reopened(), PROBLEM)
    assert talk.has(StepCard)


def test_stale_buttons_change_nothing(talk: Talk) -> None:
    before = talk.state
    talk.tell(WORKED, Confirmed(Answer.YES), DetailGiven("phone"), Declined())
    assert talk.state == before
    assert talk.replies == []


def test_article_deleted_in_the_middle_leads_to_a_person(bot: Bot, talk: Talk) -> None:
    talk.tell(PROBLEM)
    articles = {slug: a for slug, a in bot.index.articles.items() if slug != "video-stops"}
    smaller = Talk(bot)
    smaller.state = talk.state
    full = bot.index.articles
    try:
        bot.index.articles = articles
        smaller.tell(FAILED)
    finally:
        bot.index.articles = full
    assert smaller.has(OfferPerson)


def test_state_of_another_version_starts_afresh() -> None:
    assert from_json({"version": 0, "phase": "gone"}) == DialogueState()


def test_what_others_have_too_is_said_before_the_steps_with_a_person(bot: Bot) -> None:
    talk = Talk(bot, known=frozenset({"video-stops"})).tell(PROBLEM)
    assert talk.keys == ["found_known", "offer_known"]
    kinds = [type(reply) for reply in talk.replies]
    places = [kinds.index(kind) for kind in (KnownProblem, OfferPerson, StepCard)]
    assert places == sorted(places)
    assert talk.one(KnownProblem).article == "video-stops"
    # Another problem is not that one, and the same talk hears of it when it is taken up.
    assert not Talk(bot, known=frozenset({"no-sound"})).tell(PROBLEM).has(KnownProblem)
    other = Talk(bot, known=frozenset({"no-sound"})).tell(PROBLEM, FAILED, FAILED)
    assert other.one(KnownProblem).article == "no-sound"
