"""Any sequence of events keeps the dialogue legal."""

import json

from hypothesis import HealthCheck, given, settings
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
from livechat.bot.replies import Ended, Gap, HandOver, OfferPerson, Reply, Say, Silent
from livechat.domain.text import ENGLISH

TEXT = st.sampled_from(
    [
        *("my video keeps buffering", "My screen went funny", "no sound", "forgot password"),
        *("yes", "no", "thanks", "bye", "hi", "2", "back", "again", "start over", "skip"),
        *("that worked", "still not working", "i cant do that", "ffs THIS IS RIDICULOUS"),
        *("fuck you", "can i get an extension", "zzz qqq", "", "PB-204", "my file wont upload"),
        *("are you a bot", "i want to die", "let me talk to someone", "exam in 10 minutes"),
        "No sound at all in the lecture today. And I also forgot my password. What can I do now?",
    ]
)
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
def test_failing_every_step_ends_with_a_person(bot: Bot, events: list[Event]) -> None:
    state = DialogueState()
    for event in events:
        state, _ = bot.advance(state, event)
    state, _ = bot.advance(state, Reopened())
    state, _ = bot.advance(state, Chose("video-stops"))
    offered = False
    for _ in range(40):
        state, replies = bot.advance(state, StepAnswered(StepOutcome.DIDNT_HELP))
        offered = offered or any(isinstance(reply, OfferPerson) for reply in replies)
        if state.phase is not Phase.STEPPING:
            break
    assert offered
    assert state.phase is Phase.OFFERING


def test_every_sentence_that_can_come_twice_has_another_wording() -> None:
    bases = {key for key in TEXTS if not key.rpartition(".")[2].isdecimal()}
    assert not [key for key in bases if f"{key}.2" not in TEXTS]
