"""Any sequence of events keeps the dialogue legal."""

import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

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
    Choices,
    Ended,
    Gap,
    HandOver,
    OfferPerson,
    Reply,
    Say,
    Silent,
    StepCard,
)
from livechat.domain.text import ENGLISH

_FREE = st.text(max_size=60)
_KNOWN = st.sampled_from(
    [
        *("my video keeps buffering", "My screen went funny", "no sound", "forgot password"),
        *("yes", "no", "thanks", "bye", "hi", "2", "back", "again", "start over", "skip"),
        *("that worked", "still not working", "i cant do that", "ffs THIS IS RIDICULOUS"),
        *("fuck you", "can i get an extension", "zzz qqq", "", "PB-204", "my file wont upload"),
        *("are you a bot", "i want to die", "let me talk to someone", "exam in 10 minutes"),
        "No sound at all in the lecture today. And I also forgot my password. What can I do now?",
        "I forgot my password just now, sorry. My screen went funny. Nothing works any more.",
    ]
)
TEXT = st.one_of(_KNOWN, _KNOWN, _KNOWN, _FREE)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    TEXT.map(Said),
    TEXT.map(Said),
    st.sampled_from(StepOutcome).map(StepAnswered),
    st.sampled_from(StepOutcome).map(StepAnswered),
    st.sampled_from(Answer).map(Confirmed),
    st.sampled_from(["video-stops", "quiz-locked", "deleted", ""]).map(Chose),
    st.sampled_from(["phone", "Chrome", "it says no", ""]).map(DetailGiven),
    st.sampled_from([Device(), Device("phone", "ios", "safari")]).map(Resumed),
    st.builds(Opened, st.sampled_from(["", "Mia"])),
    st.builds(AttachmentReceived, st.booleans()),
    st.sampled_from([AskedPerson(), Declined(), Waited(), AgentJoined(), Reopened()]),
)
TEXTS = {key: text for key, text in ENGLISH.texts.items() if key.startswith("bot.")}
HIDDEN = (Gap, Ended, Silent)
RELAXED = settings(
    max_examples=300,
    deadline=None,
    # The fixture is a read-only index, shared on purpose.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _shown(reply: Reply) -> object:
    """A reply as the student sees it."""
    return TEXTS[reply.key].format(**reply.params) if isinstance(reply, Say) else reply


@RELAXED
@given(events=st.lists(EVENTS, max_size=30))
def test_any_sequence_is_legal_and_repeats_nothing(bot: Bot, events: list[Event]) -> None:
    state, last = DialogueState(), None
    for event in events:
        state, replies = bot.advance(state, event)
        assert from_json(json.loads(json.dumps(to_json(state)))) == state
        if state.phase in (Phase.STEPPING, Phase.CONFIRMING, Phase.SWITCHING):
            assert state.article in bot.index.articles
        assert 0 <= state.position <= len(state.plan)
        if state.phase is Phase.SILENT:
            assert replies == [Silent()]
        for reply in replies:
            if isinstance(reply, HIDDEN):
                continue
            shown = _shown(reply)
            assert shown != last, f"said twice: {shown}"
            last = shown


@RELAXED
@given(events=st.lists(EVENTS, max_size=20))
def test_a_person_is_always_one_event_away(bot: Bot, events: list[Event]) -> None:
    state = DialogueState()
    for event in events:
        state, _ = bot.advance(state, event)
    called = state.is_silent
    _, replies = bot.advance(state, AskedPerson())
    assert called or any(isinstance(reply, HandOver) for reply in replies)


@RELAXED
@given(events=st.lists(EVENTS, max_size=20))
@example(
    events=[
        Said("my video keeps buffering"),
        StepAnswered(StepOutcome.WORKED),
        Said("my video keeps buffering"),
        *[StepAnswered(StepOutcome.DIDNT_HELP)] * 4,
        StepAnswered(StepOutcome.WORKED),
    ]
)
def test_failing_every_step_ends_with_a_person(bot: Bot, events: list[Event]) -> None:
    state = DialogueState()
    for event in events:
        state, _ = bot.advance(state, event)
    state, _ = bot.advance(state, Reopened())
    state, replies = bot.advance(state, Chose("video-stops"))
    # At once, when every step of it was tried before.
    offered = any(isinstance(reply, OfferPerson) for reply in replies)
    for _ in range(40):
        if state.phase is not Phase.STEPPING:
            break
        state, replies = bot.advance(state, StepAnswered(StepOutcome.DIDNT_HELP))
        offered = offered or any(isinstance(reply, OfferPerson) for reply in replies)
    assert offered
    assert state.phase is Phase.OFFERING


# What somebody answers who wants none of it, wherever the dialogue stands.
NO: dict[Phase, Event] = {
    Phase.NEW: Opened("Mia"),
    Phase.LISTENING: Said("zzz qqq"),
    Phase.DETAIL: DetailGiven("none"),
    Phase.CHOOSING: Chose(""),
    Phase.STEPPING: StepAnswered(StepOutcome.DIDNT_HELP),
    Phase.SWITCHING: Declined(),
    Phase.CONFIRMING: Confirmed(Answer.NO),
    Phase.CONTINUING: Said("no"),
}
ENDS = frozenset(Phase) - NO.keys()


@RELAXED
@given(events=st.lists(EVENTS, max_size=20))
def test_whoever_keeps_saying_no_comes_to_a_person_or_an_end(bot: Bot, events: list[Event]) -> None:
    state = DialogueState()
    for event in events:
        state, _ = bot.advance(state, event)
    # Each article's steps once, and a few questions between them.
    most = 10 + sum(len(article.steps) for article in bot.index.articles.values())
    for _ in range(most):
        if state.phase in ENDS:
            break
        state, _ = bot.advance(state, NO[state.phase])
    assert state.phase in ENDS
    assert state.phase is Phase.ENDED or state.is_person_offered or state.is_silent


@RELAXED
@given(events=st.lists(EVENTS, max_size=25))
def test_a_fix_that_did_not_help_is_not_shown_again(bot: Bot, events: list[Event]) -> None:
    state = DialogueState()
    # Going back is the student's own wish.
    for event in (event for event in events if event != Said("back")):
        before = state
        state, replies = bot.advance(before, event)
        shown = [reply for reply in replies if isinstance(reply, StepCard)]
        assert len(shown) <= 1
        answered = {
            (tried.article, tried.step)
            for tried in state.tried
            if tried.article not in state.solved
        }
        assert not answered & {(card.article, card.step) for card in shown}


@RELAXED
@given(events=st.lists(EVENTS, max_size=25), later=st.lists(EVENTS, max_size=10))
def test_once_a_person_is_there_the_bot_says_nothing_until_it_is_reopened(
    bot: Bot, events: list[Event], later: list[Event]
) -> None:
    state = DialogueState()
    for event in [*events, AgentJoined()]:
        state, replies = bot.advance(state, event)
    for event in later:
        if isinstance(event, Reopened):
            break
        before = state
        state, replies = bot.advance(state, event)
        assert replies == [Silent()]
        assert state == before


@RELAXED
@given(events=st.lists(EVENTS, max_size=25))
def test_taps_that_no_longer_fit_change_nothing(bot: Bot, events: list[Event]) -> None:
    fits = {
        StepAnswered: (Phase.STEPPING, Phase.SWITCHING),
        Confirmed: (Phase.CONFIRMING,),
        DetailGiven: (Phase.DETAIL,),
        Declined: (Phase.OFFERING, Phase.SWITCHING, Phase.HANDED_OVER),
        Opened: (Phase.NEW,),
    }
    state = DialogueState()
    for event in events:
        before = state
        state, replies = bot.advance(before, event)
        if before.phase in fits.get(type(event), tuple(Phase)):
            continue
        assert state == before
        assert replies in ([], [Silent()])


@RELAXED
@given(events=st.lists(EVENTS, max_size=25))
def test_what_is_known_is_kept_and_what_is_shown_exists(bot: Bot, events: list[Event]) -> None:
    state = DialogueState()
    for event in events:
        before = state
        state, replies = bot.advance(before, event)
        assert state.tried[: len(before.tried)] == before.tried
        assert state.solved[: len(before.solved)] == before.solved
        assert state.attachments >= before.attachments
        assert {slug for slug in state.choices if slug} <= bot.index.articles.keys()
        for reply in replies:
            if isinstance(reply, Choices):
                assert 1 <= len(reply.choices) <= 3
                assert state.phase is Phase.CHOOSING
            elif isinstance(reply, StepCard):
                assert 1 <= reply.number <= reply.total
                article = bot.index.articles[reply.article]
                step = next(step for step in article.steps if step.key == reply.step)
                assert step.only.is_met_by(state.device)
            elif isinstance(reply, HandOver):
                assert reply.card.tried == state.tried


def test_every_sentence_that_can_come_twice_has_another_wording() -> None:
    bases = {key for key in TEXTS if not key.rpartition(".")[2].isdecimal()}
    assert not [key for key in bases if f"{key}.2" not in TEXTS]
