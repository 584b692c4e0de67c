"""The desk's commands, for the program's own parser."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from livechat import composition
from livechat.services import hours_exchange
from livechat.services.context import Context
from livechat.settings import load

T = TypeVar("T")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `hours-export` and `hours-import`."""
    out = commands.add_parser("hours-export", help="write the service hours as an iCalendar file")
    out.add_argument("file", nargs="?", type=Path, help="without a file to the screen")
    out.set_defaults(run=_export_hours)
    back = commands.add_parser("hours-import", help="take service hours from an iCalendar file")
    back.add_argument("file", type=Path)
    back.set_defaults(run=_import_hours)


def _export_hours(arguments: argparse.Namespace) -> int:
    """`livechat hours-export [FILE]`."""
    text = _with_context(lambda context: context.read(hours_exchange.exported))
    if arguments.file is None:
        sys.stdout.write(text)
    else:
        # Calendars end their lines with CR LF whatever the system does.
        arguments.file.write_text(text, encoding="utf-8", newline="")
    return 0


def _import_hours(arguments: argparse.Namespace) -> int:
    """`livechat hours-import FILE`."""
    try:
        text = arguments.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"livechat: {error}", file=sys.stderr)
        return 1
    found = _with_context(lambda context: context.write(hours_exchange.imported, None, text))
    print(
        f"{found.intervals} weekly intervals, {found.seasons} seasons,"
        f" {found.exceptions} coming exceptions taken over."
    )
    for name in found.skipped:
        print(f"  left out: {name}")
    return 0


def _with_context(work: Callable[[Context], T]) -> T:
    context = composition.build_context(load())
    try:
        return work(context)
    finally:
        context.database.close()
