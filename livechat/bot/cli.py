"""The bot's commands, for the program's own parser."""

import argparse
import json
import os
import sys
from importlib import resources
from pathlib import Path

from livechat.bot.answer import format_explanation
from livechat.bot.encoder import Encoder, SentenceEncoder
from livechat.bot.entries import load_entries
from livechat.bot.evaluate import SetError, evaluate, read_knowledge, read_queries
from livechat.bot.explain import explain
from livechat.bot.index import build_index
from livechat.bot.markdown_folder import KnowledgeError, read_folder
from livechat.bot.report import format_report
from livechat.bot.rules import load_rules

_MODEL_VARIABLE = "LIVECHAT_SEMANTIC_MODEL"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `bot` and `bot-eval`; each sets `run`, which takes the arguments and returns a status."""
    one = commands.add_parser("bot", help="answer one message and explain the answer")
    one.add_argument("text")
    one.add_argument("--language", default="en")
    one.add_argument("--knowledge", type=Path, help="a folder of articles instead of the starter's")
    one.set_defaults(run=run_answer)
    many = commands.add_parser("bot-eval", help="measure the matcher on a labelled set")
    many.add_argument("--knowledge", type=Path, required=True, help="JSON file or article folder")
    many.add_argument("--queries", type=Path, required=True, help="JSON lines of text and article")
    many.add_argument("--semantic", action="store_true", help="mix in sentence vectors")
    many.add_argument("--model", default=os.environ.get(_MODEL_VARIABLE, ""))
    many.add_argument("--typos", action="store_true", help="the same again with seeded typos")
    many.add_argument("--seed", type=int, default=1)
    many.add_argument("--json", action="store_true", help="print the report as JSON")
    many.set_defaults(run=run_evaluation)


def run_answer(arguments: argparse.Namespace) -> int:
    """`livechat bot "text"`."""
    try:
        folder = arguments.knowledge or _starter(arguments.language)
        index = build_index(read_folder(folder), entries=load_entries(arguments.language))
    except (KnowledgeError, ValueError, OSError) as error:
        return _fail(error)
    found = explain(index, load_rules(arguments.language), arguments.text)
    sys.stdout.write(format_explanation(found) + "\n")
    return 0


def run_evaluation(arguments: argparse.Namespace) -> int:
    """`livechat bot-eval --knowledge K --queries Q`."""
    try:
        report = evaluate(
            read_knowledge(arguments.knowledge),
            read_queries(arguments.queries),
            encoder=_encoder(arguments.model) if arguments.semantic else None,
            typo_seed=arguments.seed if arguments.typos else None,
        )
    except (SetError, KnowledgeError, ValueError, ImportError) as error:
        return _fail(error)
    text = json.dumps(report, indent=2) if arguments.json else format_report(report)
    sys.stdout.write(text + "\n")
    return 0


def _encoder(model: str) -> Encoder:
    if not model:
        raise SetError(f"--semantic needs a model: --model or {_MODEL_VARIABLE}")
    return SentenceEncoder(model)


def _starter(language: str) -> Path:
    return Path(str(resources.files("livechat.content"))) / "articles" / language


def _fail(error: Exception) -> int:
    sys.stderr.write(f"livechat: {error}\n")
    return 1
