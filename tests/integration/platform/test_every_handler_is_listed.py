"""TRUST T02: a handler that says nothing about who may call it fails here."""

import json
import subprocess
import sys
from pathlib import Path

_ASK = """
import json
import livechat.livechat
from livechat.state import policy
from reflex_base.registry import RegistrationContext
names = [n for n in RegistrationContext.get().event_handlers if not policy.is_reflex_own(n)]
print(json.dumps({"unlisted": policy.unlisted(), "ours": len(names)}))
"""


def test_T02_every_handler_says_who_may_call_it(tmp_path: Path) -> None:
    # In a process of its own: Reflex allows one app for each.
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        cwd=Path(__file__).parents[3],
        env={"PATH": "", "LIVECHAT_DATA_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["unlisted"] == []
    assert answer["ours"] > 20
