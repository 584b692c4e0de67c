"""What others do to the stored dialogue, in their own transactions: silence it, wake it again.

The bot sees the mark at its next turn, so a crash in between costs nothing.
"""

from dataclasses import replace
from typing import Any

from livechat.bot.dialogue_state import DialogueState, Phase, from_json, to_json
from livechat.store.tables.conversations import Conversation

REOPENED = "reopened"


def silence(conversation: Conversation) -> None:
    """A person has the conversation; the bot says nothing from here."""
    stored = conversation.dialogue
    if stored is None:
        return
    quiet = replace(from_json(stored["state"]), phase=Phase.SILENT)
    conversation.dialogue = {**stored, "state": to_json(quiet), "turn": stored["turn"] + 1}


def wake(conversation: Conversation) -> None:
    """The conversation is the bot's again; what was said to others meanwhile is not for it."""
    stored = conversation.dialogue or {"turn": 0, "state": to_json(DialogueState())}
    conversation.dialogue = {
        **stored,
        "turn": stored["turn"] + 1,
        "heard_seq": conversation.next_seq - 1,
        REOPENED: True,
    }


def blank() -> dict[str, Any]:
    """Before the first turn."""
    return {"turn": 0, "heard_seq": 0, "state": to_json(DialogueState())}
