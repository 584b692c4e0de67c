"""Walking an article: details that it needs, its steps, its alternatives, the end."""

from dataclasses import replace
from typing import Final

from livechat.bot.device import BROWSERS, KINDS
from livechat.bot.dialogue_state import UNCLEAR, Phase
from livechat.bot.events import Answer, StepOutcome
from livechat.bot.knowledge import Article, Step
from livechat.bot.normalise import fold
from livechat.bot.ordering import order_fixes
from livechat.bot.replies import (
    AskDetail,
    Choices,
    ConfirmSolved,
    KnownProblem,
    OfferPerson,
    Reason,
    Solved,
    StepCard,
    Tried,
)
from livechat.bot.turn import Turn

_FAILED_FIXES: Final = 2
_PRESSING: Final = 30  # minutes left under which a person is offered at once
_WORTH_SAYING: Final = 120
_OPTIONS: Final = {"device": KINDS, "browser": BROWSERS, "error": ()}


def begin(turn: Turn, slug: str, opening: str = "bot.found", **params: int) -> None:
    """Take up an article: say so, ask what it needs, show the first step."""
    article = turn.article(slug)
    if article is None:
        give_up(turn)
        return
    turn.change(article=slug, candidate="", choices=(), clarified=0)
    if slug in turn.known:
        _say_known(turn, article, opening, **params)
    else:
        turn.say(opening, title=article.title, **params)
    minutes = turn.state.minutes_left
    if minutes is not None and minutes <= _WORTH_SAYING and not turn.state.is_person_offered:
        turn.say("bot.urgent", minutes=minutes)
        if minutes <= _PRESSING:
            turn.offer_person(Reason.URGENT, "bot.offer_urgent")
    prepare(turn)


def _say_known(turn: Turn, article: Article, opening: str, **params: int) -> None:
    """Others have it, too, and it is being worked on: said before any step, with the person."""
    turn.say(
        "bot.found_known" if opening == "bot.found" else opening, title=article.title, **params
    )
    turn.reply(KnownProblem(article.slug))
    # Beside the steps, and no reason to be silent about a person when they have failed.
    turn.say("bot.offer_known")
    turn.reply(OfferPerson(Reason.KNOWN_PROBLEM))


def offer_choices(turn: Turn, slugs: tuple[str, ...]) -> None:
    """“Did you mean”: several, or one that is not sure enough to begin with."""
    turn.change(phase=Phase.CHOOSING, choices=slugs, clarified=1)
    turn.say("bot.did_you_mean" if len(slugs) > 1 else "bot.did_you_mean_one")
    turn.reply(Choices(turn.choices(slugs)))


def prepare(turn: Turn) -> None:
    """Ask for the next detail that the article needs, or else show its first step."""
    article = turn.index.articles[turn.state.article]
    for need in article.needs:
        if need in turn.state.asked or _is_known(turn, need):
            continue
        turn.change(phase=Phase.DETAIL, need=need, asked=(*turn.state.asked, need))
        turn.say(f"bot.ask_{need}")
        turn.reply(AskDetail(need, _OPTIONS[need]))
        return
    turn.change(phase=Phase.STEPPING, need="", position=0, plan=_plan(turn, article))
    _show_or_end(turn)


def take_detail(turn: Turn, value: str) -> None:
    """Note the answer to a question for detail and go on."""
    need, device = turn.state.need, turn.state.device
    words = fold(value).split()
    if need == "device":
        kind = next((kind for kind in KINDS if kind in words), "")
        turn.change(device=replace(device, kind=kind or device.kind))
    elif need == "browser":
        browser = next((browser for browser in BROWSERS if browser in words), "")
        turn.change(device=replace(device, browser=browser or device.browser))
    else:
        turn.change(error=value.strip()[:500])
    prepare(turn)


def answer_step(turn: Turn, outcome: StepOutcome) -> None:
    """Record how the step in hand went and go where that leads."""
    step = current_step(turn)
    if step is None:
        _show_or_end(turn)
        return
    tried = Tried(turn.state.article, step.key, step.title, outcome)
    turn.change(tried=(*turn.state.tried, tried))
    if outcome is StepOutcome.WORKED:
        turn.change(phase=Phase.CONFIRMING)
        turn.say("bot.confirm")
        turn.reply(ConfirmSolved(turn.state.article))
        return
    if outcome is StepOutcome.DIDNT_HELP:
        turn.change(failed_steps=turn.state.failed_steps + 1)
    _advance(turn, "bot.next_step" if outcome is StepOutcome.DIDNT_HELP else "bot.skipped")


def confirm(turn: Turn, answer: Answer) -> None:
    """The student says whether it is solved."""
    if answer is not Answer.YES:
        _advance(turn, "bot.partly" if answer is Answer.PARTLY else "bot.next_step")
        return
    slug = turn.state.article
    turn.reply(Solved(slug))
    turn.change(solved=(*turn.state.solved, slug), article="", plan=(), position=0)
    turn.change(failed=(), failed_steps=0, misses=0, clarified=0, frustration=0)
    if not _take_next_problem(turn):
        turn.say("bot.solved")
        turn.change(phase=Phase.CONTINUING)


def go_back(turn: Turn) -> None:
    """Show the step before the one in hand."""
    if turn.state.position == 0:
        turn.say("bot.first_step")
    else:
        turn.say("bot.previous_step")
        turn.change(position=turn.state.position - 1)
    show_step(turn)


def show_again(turn: Turn, key: str) -> None:
    """Show the step in hand once more, with a sentence before it."""
    turn.say(key)
    show_step(turn)


def stay(turn: Turn) -> None:
    """Another article was offered in the middle of steps, and this one goes on."""
    turn.change(candidate="")
    turn.say("bot.keep_going")
    show_step(turn)


def plan_again(turn: Turn) -> None:
    """Steps that fit the device in hand now, from where the student is."""
    article = turn.article(turn.state.article)
    if article is not None:
        done = turn.state.plan[: turn.state.position]
        rest = tuple(key for key in _plan(turn, article) if key not in done)
        turn.change(plan=done + rest)


def current_step(turn: Turn) -> Step | None:
    """The step in hand; none when its article changed or went away."""
    article = turn.article(turn.state.article)
    if article is None or turn.state.position >= len(turn.state.plan):
        return None
    key = turn.state.plan[turn.state.position]
    return next((step for step in article.steps if step.key == key), None)


def show_step(turn: Turn) -> None:
    """Show the step in hand."""
    step = current_step(turn)
    if step is None:
        _advance(turn, "bot.next_step")
        return
    turn.change(phase=Phase.STEPPING)
    turn.reply(
        StepCard(
            article=turn.state.article,
            step=step.key,
            number=turn.state.position + 1,
            total=len(turn.state.plan),
            title=step.title,
            body=step.body,
            done_when=step.done_when,
            minutes=step.minutes,
            picture=step.picture,
        )
    )


def give_up(turn: Turn) -> None:
    """Nothing is left to try: a person, and the next problem of the message can wait for it."""
    turn.stop_at_person(Reason.NO_MORE_FIXES, "bot.no_more")


def _advance(turn: Turn, key: str) -> None:
    turn.change(position=turn.state.position + 1, phase=Phase.STEPPING)
    if turn.state.position >= len(turn.state.plan):
        _end_of_steps(turn)
        return
    turn.say(key)
    show_step(turn)
    if turn.state.failed_steps >= _FAILED_FIXES and not turn.state.is_person_offered:
        turn.offer_person(Reason.FAILED_FIXES, "bot.offer")


def _show_or_end(turn: Turn) -> None:
    if turn.state.plan and current_step(turn) is not None:
        show_step(turn)
    else:
        _end_of_steps(turn)


def _end_of_steps(turn: Turn) -> None:
    slug = turn.state.article
    failed = (*turn.state.failed, slug) if slug else turn.state.failed
    turn.change(failed=failed, article="", plan=(), position=0)
    if len(failed) >= _FAILED_FIXES:
        turn.stop_at_person(Reason.FAILED_FIXES, "bot.two_failed")
        return
    alternative = _alternative(turn, slug)
    if alternative is None:
        give_up(turn)
        return
    begin(turn, alternative, "bot.alternative")


def _alternative(turn: Turn, slug: str) -> str | None:
    article = turn.article(slug)
    if article is None:
        return None
    ordered = order_fixes(
        article.alternatives, turn.outcomes, article=slug, device=turn.state.device.kind
    )
    return next(
        (
            other
            for other in ordered
            if other not in turn.state.failed
            and (known := turn.article(other)) is not None
            and _plan(turn, known)
        ),
        None,
    )


def _plan(turn: Turn, article: Article) -> tuple[str, ...]:
    """Steps that fit the device and were not answered before, best first."""
    answered = {tried.step for tried in turn.state.tried if tried.article not in turn.state.solved}
    keys = [
        step.key
        for step in article.steps
        if step.only.is_met_by(turn.state.device) and step.key not in answered
    ]
    ordered = order_fixes(keys, turn.outcomes, article=article.slug, device=turn.state.device.kind)
    left = turn.state.minutes_left
    if left is None:
        return ordered
    # What takes longer than the time that is left comes last.
    minutes = {step.key: step.minutes for step in article.steps}
    return tuple(sorted(ordered, key=lambda key: minutes[key] > left))


def _is_known(turn: Turn, need: str) -> bool:
    known = {
        "device": turn.state.device.kind,
        "browser": turn.state.device.browser,
        "error": turn.state.error,
    }
    return bool(known[need])


def _take_next_problem(turn: Turn) -> bool:
    """The next problem of the message: an article, or a few that it could be."""
    waiting = turn.state.pending
    while waiting:
        is_unclear = waiting[0].startswith(UNCLEAR)
        found = tuple(slug for slug in waiting[0].split() if turn.article(slug))
        waiting = waiting[1:]
        if found:
            turn.change(pending=waiting)
            if not is_unclear:
                begin(turn, found[0], "bot.next_problem")
            else:
                turn.say("bot.next_unclear")
                offer_choices(turn, found)
            return True
    turn.change(pending=())
    return False
