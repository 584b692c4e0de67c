"""No text outside the catalogue: what users read is never a literal, and every key exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from livechat.domain.text import ENGLISH

ROOT = Path(__file__).resolve().parents[2] / "livechat"
KEYS = ENGLISH.texts.keys() | ENGLISH.plurals.keys()
# Functions that take a key first (or, for `lines.tell`, somewhere among their arguments).
SPEAKERS = {"t", "tr", "tell", "line", "Line", "_notify", "_say", "say", "_titled"}
ERRORS = re.compile(r"\w+Error$")
A_KEY = re.compile(r"[a-z]+\.[a-z0-9_.-]+")
# Begins with a capital and goes on with a word: what people read, not what programs read.
PROSE = re.compile(r"[A-Z][\w’']* [a-z’']{2,}.*", re.DOTALL)
# Sentences that are no part of the pages.
EXCEPT = {
    "services/article_draft.py": "the empty form of an article, written over in its language",
    "services/measures.py": "help texts of figures, for monitoring",
    "api/metrics.py": "the same",
}
# Pages for developers alone, and samples for them.
LEFT_OUT = ("ui/pages/dev/", "state/dev")
# What elements show: their children, and these attributes.
SHOWN = {"aria_label", "title", "placeholder", "alt", "label", "hint", "optional"}


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not str(path.relative_to(ROOT)).startswith(LEFT_OUT)]


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def literals(call: ast.Call) -> Iterator[str]:
    """Constant strings among the arguments, also the two of `a if b else c`."""
    for argument in call.args:
        nodes = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


AREAS = {key.partition(".")[0] for key in KEYS}


def test_every_key_that_code_names_is_in_the_catalogue() -> None:
    missing, seen = [], 0
    for path in sources("."):
        for call in calls(path):
            if name_of(call) not in SPEAKERS and not ERRORS.match(name_of(call)):
                continue
            for key in literals(call):
                if A_KEY.fullmatch(key) and key.partition(".")[0] in AREAS:
                    seen += 1
                    if key not in KEYS:
                        missing.append(f"{path.name}: {key}")
    assert seen > 500
    assert missing == []


def test_every_key_that_is_put_together_begins_like_one() -> None:
    missing = []
    for path in sources("."):
        for call in calls(path):
            first = call.args[0] if call.args else None
            if name_of(call) not in {"t", "tr"} or not isinstance(first, ast.JoinedStr):
                continue
            head = first.values[0]
            if isinstance(head, ast.Constant) and not any(
                key.startswith(str(head.value)) for key in KEYS
            ):
                missing.append(f"{path.name}: {head.value}")
    assert missing == []


@pytest.mark.parametrize("path", sources("ui"), ids=lambda path: str(path.relative_to(ROOT)))
def test_elements_show_no_literal_text(path: Path) -> None:
    found = []
    for call in calls(path):
        is_element = isinstance(call.func, ast.Attribute) and (
            ast.unparse(call.func).startswith("rx.el.") or call.func.attr == "create"
        )
        children = list(literals(call)) if is_element else []
        named = [
            word.value.value
            for word in call.keywords
            if word.arg in SHOWN
            and isinstance(word.value, ast.Constant)
            and isinstance(word.value.value, str)
        ]
        found += [text for text in (*children, *named) if re.search(r"[^\W\d_]{2}", text)]
    assert found == []


def _docstrings(tree: ast.AST) -> set[int]:
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }


def _prose(path: Path) -> Iterator[str]:
    """Literals that read like a sentence, except what defects say to whoever develops."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = _docstrings(tree)
    for node in ast.walk(tree):
        is_defect = isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and name_of(node) in {"_audit", "audit", "execute", "text"}
        )
        if is_defect:
            skipped |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in skipped and PROSE.fullmatch(node.value):
            yield node.value


def test_states_and_services_hold_no_sentence() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in sources("state", "services", "api")
        if str(path.relative_to(ROOT)) not in EXCEPT
        for text in _prose(path)
    ]
    assert found == []
