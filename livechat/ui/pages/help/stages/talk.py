"""The conversation: with the bot and with a person, one stage so that nothing jumps between."""

import reflex as rx

from livechat.domain.vocabulary import Status
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button
from livechat.ui.components.clock import pulse, until
from livechat.ui.components.icons import icon
from livechat.ui.components.incident import incidents
from livechat.ui.components.lines import lines
from livechat.ui.components.log import log
from livechat.ui.components.marks import bot_mark, person_mark
from livechat.ui.components.notices import loading
from livechat.ui.components.parts import only, seen, when
from livechat.ui.components.receipts import Marks
from livechat.ui.components.thread import Answers, message_row, typing_line, who_types
from livechat.ui.components.transcript import transcript_link
from livechat.ui.components.wait import person_strip
from livechat.ui.pages.help.stages.parts import composer, tools
from livechat.ui.words import tr

chat = seen(ChatState)

_conversation = chat.conversation
_is_bot = (_conversation.status == Status.BOT.value) | (_conversation.status == "")


def talk() -> rx.Component:
    """Header, the way to a person, the log, what is to be answered, the composer."""
    return rx.fragment(
        panel.header(_mark(), _title(), _subtitle(), *tools()),
        incidents(),
        when(_is_bot, person_strip(chat.wait, chat.talk_to_person)),
        _outcome(),
        _thread(),
        _is_it_solved(),
        _idle(),
        when(_is_bot & (chat.last_mine == 0), _consent()),
        composer(
            rx.cond(
                _is_bot,
                tr("chat.placeholder_bot"),
                rx.cond(
                    _conversation.peer_kind == "person",
                    tr("chat.placeholder_person", name=_conversation.peer_name),
                    tr("chat.placeholder_queue"),
                ),
            )
        ),
    )


def _consent() -> rx.Component:
    """What becomes of the words, said before the first of them."""
    days = get_settings().keep_messages_days
    text = tr("account.consent", days=days) if days else tr("account.consent_kept")
    return rx.el.p(text, class_name="small muted consent", id="consent")


def _mark() -> rx.Component:
    return rx.cond(
        _conversation.peer_kind == "person",
        person_mark(_conversation.peer_initials, "lg"),
        bot_mark("lg"),
    )


def _title() -> rx.Var[str]:
    return rx.cond(_conversation.title != "", _conversation.title, tr("chat.bot"))


def _subtitle() -> rx.Var[str]:
    """The topic while the bot is at work; later what happens next."""
    return rx.match(
        _conversation.status,
        *[
            (status.value, tr(f"conversation.next_{status.value}"))
            for status in (Status.ACTIVE, Status.WRAP_UP, Status.TICKETED, Status.CALLBACK)
        ],
        rx.cond(_conversation.subtitle != "", _conversation.subtitle, tr("chat.subtitle_bot")),
    )


def _thread() -> rx.Component:
    marks = Marks(chat.other_read_seq, chat.other_delivered_seq)
    answers = Answers(
        # Once the bot has handed over it hears no answers to what it asked before.
        is_open=_is_bot & ~_conversation.is_handing_over,
        choices_at=chat.choices_at,
        step_at=chat.step_at,
        on_choose=chat.choose,
        on_step=chat.answer_step,
    )
    return log(
        loading(chat.stage == "starting", tr("chat.starting")),
        rx.foreach(lines(chat), lambda message: message_row(message, marks, answers)),
        loading(chat.is_bot_owed & (chat.stage == "bot"), tr("chat.bot_not_ready")),
        pulse(
            chat.typing_pulse,
            get_settings().typing_for_s,
            typing_line(who_types(chat.typists)),
        ),
        conversation=_conversation.id,
        read_to=chat.my_read_seq,
        has_older=chat.has_older,
        has_newer=chat.has_newer,
        on_read=chat.mark_read,
        on_older=chat.load_older,
        on_newer=chat.load_newer,
        on_latest=chat.to_latest,
    )


def _outcome() -> rx.Component:
    """Ticket with its dates, call back, or solved: seen at once, with the transcript."""
    text = rx.cond(
        _conversation.ticket_text != "",
        _conversation.ticket_text,
        rx.cond(_conversation.callback_text != "", _conversation.callback_text, ""),
    )
    is_over = _conversation.status == Status.WRAP_UP.value
    return when(
        (text != "") | is_over,
        rx.el.div(
            icon(rx.cond(is_over, "check", "ticket")),
            rx.el.div(
                only(text, rx.el.p(text)),
                when(is_over, rx.el.p(tr("chat.wrap_up"))),
                rx.el.div(
                    transcript_link(_conversation, "dense"),
                    when(
                        _conversation.callback_id != "",
                        button(
                            tr("chat.closed_cancel_callback"),
                            kind="dense",
                            on_click=chat.cancel_callback,
                        ),
                    ),
                    class_name="inline",
                ),
            ),
            class_name="notice info",
            role="status",
        ),
    )


def _is_it_solved() -> rx.Component:
    return when(
        _conversation.is_solution_offered & ~_is_bot,
        rx.el.section(
            rx.el.h3(tr("chat.solved_title")),
            rx.el.p(
                tr("chat.solved_person_lead", name=_conversation.peer_name), class_name="small"
            ),
            rx.el.div(
                button(
                    tr("chat.solved_yes"),
                    kind="primary grow",
                    glyph="check",
                    on_click=chat.confirm_solved,
                ),
                button(tr("chat.solved_no"), kind="grow", on_click=chat.deny_solved),
                class_name="inline",
            ),
            class_name="solved",
            aria_label=tr("chat.solved_title"),
        ),
    )


def _idle() -> rx.Component:
    return only(
        _conversation.idle_closes_at,
        rx.el.div(
            icon("clock"),
            rx.el.div(
                rx.el.b(tr("chat.idle_title")),
                " ",
                tr("chat.idle_closes"),
                " ",
                until(_conversation.idle_closes_at),
                ". ",
                tr("chat.idle_reopen", hours=get_settings().reopen_hours),
            ),
            button(tr("chat.idle_extend"), on_click=chat.still_here),
            class_name="notice foot",
            role="status",
        ),
    )
