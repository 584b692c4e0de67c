"""The knowledge base's commands, for the program's own parser."""

import argparse
import sys
from pathlib import Path

from livechat import composition
from livechat.services import article_exchange
from livechat.settings import load


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `articles-export` and `articles-import`."""
    out = commands.add_parser("articles-export", help="write every article as a Markdown file")
    out.add_argument("folder", type=Path)
    out.add_argument("--language", default="en")
    out.set_defaults(run=_export)
    back = commands.add_parser("articles-import", help="take over a folder of Markdown files")
    back.add_argument("folder", type=Path)
    back.set_defaults(run=_import)


def _export(arguments: argparse.Namespace) -> int:
    """`livechat articles-export FOLDER`."""
    context = composition.build_context(load())
    try:
        files = context.read(article_exchange.exported, arguments.language)
    finally:
        context.database.close()
    try:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (arguments.folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"livechat: {error}", file=sys.stderr)
        return 1
    print(f"{len(files)} articles in {arguments.folder}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    """`livechat articles-import FOLDER`; a running app answers from them within seconds."""
    if not arguments.folder.is_dir():
        print(f"livechat: {arguments.folder} is no folder", file=sys.stderr)
        return 1
    context = composition.build_context(load())
    try:
        done = context.write(article_exchange.imported, arguments.folder)
    finally:
        context.database.close()
    print(f"{len(done.added)} added, {len(done.changed)} changed, {len(done.same)} as before")
    for slug in (*done.added, *done.changed):
        print(f"  {slug}")
    return 0
