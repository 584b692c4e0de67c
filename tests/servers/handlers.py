"""Every event handler of the real app, with who may call it and arguments that could do harm."""

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from livechat.domain.vocabulary import Role

_ASK = """
import inspect, json
import livechat.livechat
from livechat.state import policy
from reflex_base.registry import RegistrationContext

def described(name, registered):
    rule = policy.rule_of(name)
    signature = inspect.signature(registered.handler.fn)
    return {
        "name": name,
        "parameters": {p: str(v.annotation) for p, v in list(signature.parameters.items())[1:]},
        "roles": sorted(rule.roles) if rule else [],
        "for_all": bool(rule and rule.for_all),
        "from_browser": policy.may_come_from_browser(name),
        "ours": not policy.is_reflex_own(name),
    }

found = RegistrationContext.get().event_handlers
print(json.dumps([described(*item) for item in sorted(found.items())]))
"""
# A submitted form is whatever its sender makes of it: every field that any form of ours has.
_FORM = {
    "phone": "+49 30 1234567",
    "subject": "forged subject",
    "details": "forged details",
    "issue": "forged issue",
    "reason": "forged reason",
    "comment": "forged comment",
    "outcome": "solved",
    "group": "platform",
    "date": "2030-01-07",
    "text": "forged text",
}
_CHOICES = {
    "kind": "human",
    "solved": "yes",
    "way": "ticket",
    "value": "person",
    "result": "worked",
    "state": "online",
    "status": "closed",
    "tab": "tickets",
    "pane": "thread",
    "sheet": "escalate",
    "category": "other",
    "outcome": "solved",
    "group": "platform",
    "zone": "Europe/Berlin",
}


@dataclass(frozen=True, slots=True)
class Handler:
    """`roles` and `for_all` as the policy says; `from_browser` is what the guard lets in."""

    name: str
    parameters: dict[str, str]
    roles: frozenset[Role]
    for_all: bool
    from_browser: bool
    ours: bool

    def admits(self, role: Role | None) -> bool:
        """Whether the policy lets somebody of the role (None: not signed in) call."""
        return self.for_all or role in self.roles


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody else's things, by the names under which the outside knows them."""

    conversation: str
    ticket: int
    attachment: str
    callback: str
    entry: str
    user_id: int

    def arguments(self, handler: Handler) -> dict[str, Any]:
        """What an attacker would send: of the right type, and another person's."""
        return {name: self._value(name, kind) for name, kind in handler.parameters.items()}

    def _value(self, name: str, kind: str) -> Any:
        named: dict[str, Any] = {
            "client_id": str(uuid.uuid4()),
            "attachments": [self.attachment],
            "conversation": self.conversation,
            "conversation_id": self.conversation,
            "number": self.ticket,
            "callback": self.callback,
            "entry": self.entry,
            "user_id": str(self.user_id) if "str" in kind else self.user_id,
            "form": _FORM,
            "stars": 1,
            "seq": 1,
            "text": "forged text",
            **_CHOICES,
        }
        if name in named:
            return named[name]
        if kind.startswith("dict") or "dict[" in kind:
            return {}
        if "list" in kind:
            return []
        if "bool" in kind:
            return True
        if "int" in kind:
            return 1
        return self.conversation


@lru_cache(maxsize=1)
def all_handlers() -> tuple[Handler, ...]:
    """Asked of a process of its own: Reflex allows one app for each."""
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(
        Handler(**{**row, "roles": frozenset(Role(role) for role in row["roles"])})
        for row in json.loads(done.stdout.splitlines()[-1])
    )
