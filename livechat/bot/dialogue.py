"""The dialogue as a pure state machine: (state, event) → (new state, replies)."""

from dataclasses import dataclass, field

from livechat.bot.decide import DEFAULT, Thresholds
from livechat.bot.device import Device
from livechat.bot.dialogue_state import DialogueState, Phase
from livechat.bot.events import (
    AgentJoined,
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
    Waited,
)
from livechat.bot.index import Index
from livechat.bot.listen import ask_again, hear, hear_while_waiting
from livechat.bot.ordering import Outcomes
from livechat.bot.replies import Choices, ConfirmSolved, Reason, Reply, Silent, Topics
from livechat.bot.rules import Rules
from livechat.bot.turn import Turn
from livechat.bot.walk import (
    answer_step,
    begin,
    confirm,
    plan_again,
    show_step,
    stay,
    take_detail,
)


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that the bot answers from; replaced as a whole when knowledge changes."""

    index: Index
    rules: Rules
    outcomes: Outcomes = field(default_factory=dict)
    thresholds: Thresholds = DEFAULT

    def advance(
        self, state: DialogueState, event: Event, known: frozenset[str] = frozenset()
    ) -> tuple[DialogueState, list[Reply]]:
        """The next state and what to show; an event that no longer fits changes nothing.

        `known` are the articles that a known problem concerns now.
        """
        turn = Turn(self.index, self.rules, self.outcomes, self.thresholds, state, known)
        if isinstance(event, Reopened):
            _reopen(turn)
        elif isinstance(event, AgentJoined):
            turn.change(phase=Phase.SILENT)
        elif state.is_silent:
            _while_silent(turn, event)
        else:
            _while_talking(turn, event)
        if turn.state.is_silent and not turn.replies:
            turn.reply(Silent())
        return turn.state, turn.replies


def _while_silent(turn: Turn, event: Event) -> None:
    if turn.state.phase is not Phase.HANDED_OVER:
        return
    if isinstance(event, Said):
        hear_while_waiting(turn, event.text)
    elif isinstance(event, Declined):
        _go_on(turn)
    elif isinstance(event, AttachmentReceived):
        turn.change(attachments=turn.state.attachments + 1)


def _while_talking(turn: Turn, event: Event) -> None:
    phase = turn.state.phase
    match event:
        case Opened() if phase is Phase.NEW:
            _greet(turn, event)
        case Resumed():
            _resume(turn, event.device)
        case Said():
            hear(turn, event.text)
        case Chose():
            _choose(turn, event.article)
        case StepAnswered() if phase in (Phase.STEPPING, Phase.SWITCHING):
            answer_step(turn, event.outcome)
        case Confirmed() if phase is Phase.CONFIRMING:
            confirm(turn, event.answer)
        case DetailGiven() if phase is Phase.DETAIL:
            take_detail(turn, event.value)
        case AskedPerson():
            turn.hand_over(Reason.ASKED)
        case Declined() if phase is Phase.OFFERING:
            _go_on(turn)
        case Declined() if phase is Phase.SWITCHING:
            stay(turn)
        case Waited() if not turn.state.is_person_offered:
            turn.offer_person(Reason.WAITED, "bot.offer")
        case AttachmentReceived():
            _receive(turn, with_text=event.with_text)
        case _:
            pass


def _greet(turn: Turn, event: Opened) -> None:
    turn.change(name=event.name, device=event.device, phase=Phase.LISTENING)
    if event.name:
        turn.say("bot.greeting", name=event.name)
    else:
        turn.say("bot.greeting_nameless")
    turn.say("bot.person_near")
    topics = turn.choices(event.topics)
    if topics:
        turn.reply(Topics(topics))


def _resume(turn: Turn, device: Device) -> None:
    """Show again what the student was asked, on whatever device that now is."""
    state = turn.state
    if device != Device():
        turn.change(device=device)
    if state.phase in (Phase.STEPPING, Phase.SWITCHING) and turn.article(state.article):
        turn.change(candidate="")
        turn.say("bot.resume", title=turn.title(state.article))
        plan_again(turn)
        show_step(turn)
        return
    turn.say("bot.welcome_back")
    if state.phase is Phase.CONFIRMING:
        turn.reply(ConfirmSolved(state.article))
    elif state.phase is Phase.CHOOSING:
        turn.reply(Choices(turn.choices(state.choices)))
    else:
        turn.change(phase=Phase.LISTENING, article="", plan=(), position=0)


def _choose(turn: Turn, slug: str) -> None:
    if slug and turn.article(slug):
        turn.change(misses=0, issue=turn.state.issue or turn.title(slug))
        begin(turn, slug)
    elif turn.state.phase is Phase.CHOOSING:
        ask_again(turn)


def _go_on(turn: Turn) -> None:
    turn.say("bot.back_to_bot")
    turn.change(phase=Phase.LISTENING, misses=0, failed=(), article="", plan=(), position=0)


def _reopen(turn: Turn) -> None:
    turn.say("bot.reopened")
    turn.change(phase=Phase.LISTENING, misses=0, clarified=0, failed=(), issue="")
    turn.change(article="", plan=(), position=0, is_person_offered=False, frustration=0)


def _receive(turn: Turn, *, with_text: bool) -> None:
    turn.change(attachments=turn.state.attachments + 1)
    if with_text:
        return
    if turn.state.issue or turn.state.article:
        turn.say("bot.screenshot_kept")
    else:
        turn.say("bot.screenshot")
        if turn.state.phase in (Phase.NEW, Phase.ENDED, Phase.CONTINUING):
            turn.change(phase=Phase.LISTENING)
