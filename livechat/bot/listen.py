"""Understanding a message that the student wrote."""

from typing import Final

from livechat.bot.decide import Decision, Verdict, decide
from livechat.bot.dialogue_state import Phase
from livechat.bot.events import Answer, StepOutcome
from livechat.bot.normalise import fold
from livechat.bot.replies import Ended, Gap, HandOver, HelpLines, Reason
from livechat.bot.rules import Intent
from livechat.bot.turn import Turn
from livechat.bot.understand import understand
from livechat.bot.walk import (
    answer_step,
    begin,
    confirm,
    go_back,
    offer_choices,
    show_again,
    stay,
    take_detail,
)

_MISSES: Final = 2
_SIGNALS: Final = 2
_ISSUE_LENGTH: Final = 600
_SUBJECT_FROM: Final = 4  # words from which an answer to a step may be about something else

_STEP_WORDS: Final = {
    Intent.WORKED: StepOutcome.WORKED,
    Intent.FAILED: StepOutcome.DIDNT_HELP,
    Intent.CANT: StepOutcome.CANT_DO,
    Intent.SKIP: StepOutcome.SKIP,
    Intent.YES: StepOutcome.WORKED,
    Intent.NO: StepOutcome.DIDNT_HELP,
}


def hear(turn: Turn, text: str) -> None:
    """Answer a message: the rules first, then the ranking."""
    intents = turn.rules.read(text)
    if _heard_urgent(turn, text, intents):
        return
    _note(turn, text)
    if not (_heard_in_phase(turn, text, intents) or _heard_small_talk(turn, intents)):
        _understand(turn, text)
    _offer_if_frustrated(turn)


def hear_while_waiting(turn: Turn, text: str) -> None:
    """A message beside the handoff card: kept for the person, who is one tap away."""
    if turn.state.is_in_danger:
        return
    if Intent.DANGER in turn.rules.read(text):
        _in_danger(turn)
        return
    if not turn.state.issue and not turn.rules.read(text):
        turn.change(issue=text.strip()[:_ISSUE_LENGTH])
    turn.offer_person(Reason.ASKED, "bot.kept")


def ask_again(turn: Turn) -> None:
    """None of the choices was meant."""
    turn.change(choices=(), phase=Phase.LISTENING)
    _count_miss(turn, "bot.rephrase")


def _heard_urgent(turn: Turn, text: str, intents: tuple[Intent, ...]) -> bool:
    """Danger, a wish for a person and abuse go before everything else."""
    if Intent.DANGER in intents:
        _in_danger(turn)
    elif Intent.IDENTITY in intents:
        turn.offer_person(Reason.ASKED, "bot.identity")
        _wake(turn)
    elif Intent.PERSON in intents:
        turn.hand_over(Reason.ASKED)
    elif Intent.ABUSE in intents:
        if turn.state.is_warned:
            turn.offer_person(Reason.ABUSE, "bot.abuse_again")
        else:
            turn.say("bot.abuse")
        turn.change(is_warned=True)
        _wake(turn)
    else:
        return False
    return True


def _in_danger(turn: Turn) -> None:
    turn.change(is_in_danger=True)
    turn.reply(HelpLines())
    turn.reply(HandOver(turn.card(), Reason.DANGER))
    turn.change(phase=Phase.HANDED_OVER, is_person_offered=True)


def _note(turn: Turn, text: str) -> None:
    """Keep what the message tells beside its subject: how soon, and how the student feels."""
    urgency = turn.rules.urgency(text)
    known = turn.state.minutes_left
    if urgency and (known is None or urgency.minutes < known):
        turn.change(minutes_left=urgency.minutes)
    turn.change(frustration=turn.state.frustration + turn.rules.frustration(text))


def _heard_in_phase(turn: Turn, text: str, intents: tuple[Intent, ...]) -> bool:
    """Short answers to what the bot just asked."""
    phase = turn.state.phase
    if Intent.RESTART in intents and phase is not Phase.NEW:
        turn.change(article="", plan=(), position=0, choices=(), candidate="", pending=())
        turn.change(phase=Phase.LISTENING, issue="", failed=(), misses=0, clarified=0)
        turn.say("bot.restart")
        return True
    if phase is Phase.STEPPING:
        return not _is_another_problem(turn, text) and _heard_at_step(turn, intents)
    if phase is Phase.CONFIRMING:
        return _heard_at_confirming(turn, intents)
    if phase is Phase.DETAIL:
        if not intents or Intent.NO in intents:
            take_detail(turn, text)
            return True
        return False
    yes, no = Intent.YES in intents, Intent.NO in intents
    if phase is Phase.CHOOSING:
        place = turn.rules.ordinal(text)
        if yes and len(turn.state.choices) == 1:
            place = 0
        if place is not None and place < len(turn.state.choices):
            begin(turn, turn.state.choices[place])
        elif no:
            ask_again(turn)
        else:
            return False
    elif phase is Phase.SWITCHING and (yes or no):
        if yes:
            begin(turn, turn.state.candidate)
        else:
            stay(turn)
    elif phase is Phase.OFFERING and (yes or no):
        if yes:
            turn.hand_over(Reason.ASKED)
        else:
            turn.say("bot.back_to_bot")
            turn.change(phase=Phase.LISTENING, misses=0, failed=())
    elif phase is Phase.CONTINUING and (yes or no):
        if yes:
            turn.say("bot.what_else")
            turn.change(phase=Phase.LISTENING, issue="")
        else:
            _goodbye(turn)
    else:
        return False
    return True


def _is_another_problem(turn: Turn, text: str) -> bool:
    """“My mic is not working” amid steps for the camera says nothing about the step."""
    if len(fold(text).split()) < _SUBJECT_FROM:
        return False
    decision = decide(turn.index.match(text), thresholds=turn.thresholds)
    return decision.verdict is Verdict.ANSWER and decision.candidates[0].slug != turn.state.article


def _heard_at_step(turn: Turn, intents: tuple[Intent, ...]) -> bool:
    for intent in intents:
        if intent in _STEP_WORDS:
            answer_step(turn, _STEP_WORDS[intent])
            return True
        if intent is Intent.BACK:
            go_back(turn)
            return True
        if intent is Intent.AGAIN:
            show_again(turn, "bot.same_step")
            return True
    return False


def _heard_at_confirming(turn: Turn, intents: tuple[Intent, ...]) -> bool:
    if Intent.FAILED in intents or Intent.NO in intents:
        confirm(turn, Answer.NO)
    elif {Intent.YES, Intent.WORKED, Intent.THANKS} & set(intents):
        confirm(turn, Answer.YES)
    else:
        return False
    return True


def _heard_small_talk(turn: Turn, intents: tuple[Intent, ...]) -> bool:
    if Intent.BYE in intents:
        _goodbye(turn)
    elif Intent.THANKS in intents:
        turn.say("bot.welcome")
        if turn.state.phase in (Phase.CONTINUING, Phase.NEW, Phase.ENDED):
            turn.say("bot.anything_else")
            turn.change(phase=Phase.CONTINUING)
    elif Intent.GREETING in intents:
        turn.say("bot.hello")
        _wake(turn)
    elif intents:
        # A bare “yes”, “no” or “again” where nothing was asked.
        turn.say("bot.ask_problem")
        _wake(turn)
    else:
        return False
    return True


def _wake(turn: Turn) -> None:
    """Listen, where nothing else is being waited for."""
    if turn.state.phase in (Phase.NEW, Phase.ENDED, Phase.CONTINUING):
        turn.change(phase=Phase.LISTENING)


def _goodbye(turn: Turn) -> None:
    turn.say("bot.bye")
    turn.reply(Ended())
    turn.change(phase=Phase.ENDED, article="", plan=(), position=0, choices=(), pending=())


def _understand(turn: Turn, text: str) -> None:
    """Rank the message and act on the decision."""
    if not fold(text):
        turn.say("bot.ask_problem")
        _wake(turn)
        return
    decision, further = understand(
        turn.index, turn.rules, text, frozenset(turn.state.failed), turn.thresholds
    )
    if decision.verdict is Verdict.PERSON:
        if not turn.rules.denies(Intent.PERSON, text):
            turn.hand_over(Reason.ASKED)
            return
        decision = Decision(Verdict.NONE)
    if turn.state.phase is Phase.STEPPING or turn.state.phase is Phase.SWITCHING:
        _heard_beside_step(turn, decision)
        return
    turn.change(issue=turn.state.issue or text.strip()[:_ISSUE_LENGTH])
    if decision.verdict is Verdict.ELSEWHERE:
        entry = next(
            entry for entry in turn.index.entries if entry.slug == decision.candidates[0].slug
        )
        turn.say("bot.elsewhere", answer=entry.answer)
        turn.say("bot.anything_else")
        turn.change(phase=Phase.CONTINUING, misses=0, issue="")
    elif decision.verdict is Verdict.ANSWER:
        slug = decision.candidates[0].slug
        turn.change(misses=0, pending=further)
        if further:
            begin(turn, slug, "bot.several", count=len(further) + 1)
        else:
            begin(turn, slug)
    elif decision.verdict is Verdict.ASK and turn.state.clarified == 0:
        offer_choices(turn, tuple(candidate.slug for candidate in decision.candidates))
    else:
        turn.reply(Gap(text))
        turn.change(phase=Phase.LISTENING, choices=())
        _count_miss(turn, "bot.miss")


def _heard_beside_step(turn: Turn, decision: Decision) -> None:
    """Something else is said in the middle of steps."""
    is_answer = decision.verdict is Verdict.ANSWER
    slug = decision.candidates[0].slug if decision.candidates else ""
    if is_answer and slug != turn.state.article:
        turn.change(phase=Phase.SWITCHING, candidate=slug)
        turn.say("bot.switch", title=turn.title(slug))
    elif is_answer:
        show_again(turn, "bot.on_it")
    else:
        turn.change(phase=Phase.STEPPING, candidate="")
        turn.say("bot.noted")


def _count_miss(turn: Turn, key: str) -> None:
    turn.change(misses=turn.state.misses + 1)
    if turn.state.misses >= _MISSES:
        turn.stop_at_person(Reason.MISSES, "bot.miss_twice")
    else:
        turn.say(key)


def _offer_if_frustrated(turn: Turn) -> None:
    state = turn.state
    if state.frustration >= _SIGNALS and not state.is_person_offered and not state.is_silent:
        turn.offer_person(Reason.FRUSTRATION, "bot.frustrated")
