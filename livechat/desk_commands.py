"""The desk's commands, for the program's own parser."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from livechat import composition
from livechat.adapters.what_if_picture import picture
from livechat.domain import what_if
from livechat.domain.wait_range import MIN_SAMPLES
from livechat.services import desk_scenario, hours_exchange
from livechat.services.context import Context
from livechat.settings import load

T = TypeVar("T")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `hours-export`, `hours-import` and `simulate`."""
    out = commands.add_parser("hours-export", help="write the service hours as an iCalendar file")
    out.add_argument("file", nargs="?", type=Path, help="without a file to the screen")
    out.set_defaults(run=_export_hours)
    back = commands.add_parser("hours-import", help="take service hours from an iCalendar file")
    back.add_argument("file", type=Path)
    back.set_defaults(run=_import_hours)
    desk = commands.add_parser("simulate", help="what if there were more agents on some days")
    desk.add_argument("--more", type=int, default=1, help="agents more (or fewer, below 0)")
    desk.add_argument("--on", default="mon", help="weekdays, e.g. mon,thu; or all")
    desk.add_argument("--agents", type=int, help="agents at the desk, if not as measured")
    desk.add_argument("--arrivals", type=float, help="students an hour, if not as measured")
    desk.add_argument("--weeks", type=int, default=4)
    desk.add_argument("--seeds", type=int, default=3)
    desk.add_argument("--picture", type=Path, help="write an SVG picture here")
    desk.set_defaults(run=_simulate)


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


def _simulate(arguments: argparse.Namespace) -> int:
    """`livechat simulate --more 1 --on mon --picture waits.svg`."""
    names = [name.strip().lower()[:3] for name in arguments.on.split(",")]
    if names != ["all"] and not set(names) <= set(_DAYS):
        print(f"livechat: --on takes {', '.join(_DAYS)} or all", file=sys.stderr)
        return 1
    scenario, chats = _with_context(lambda context: context.read(desk_scenario.measured))
    given = {"agents": arguments.agents, "arrivals_per_hour": arguments.arrivals}
    scenario = replace(scenario, **{key: value for key, value in given.items() if value})
    weekdays = [day for day, name in enumerate(_DAYS) if name in names or names == ["all"]]
    changed = what_if.more_agents(scenario, arguments.more, weekdays)
    answer = what_if.compare(
        scenario, changed, weeks=max(1, arguments.weeks), seeds=max(1, arguments.seeds)
    )
    print(
        f"From {chats} measured chats: {scenario.agents} agents × {scenario.capacity} chats, "
        f"{scenario.arrivals_per_hour:.1f} students an hour, chats of "
        f"{scenario.handling_median_s / 60:.0f} min (median)."
    )
    if chats < MIN_SAMPLES:
        print("That is too little to go by: what is not measured is a stated assumption.")
    for line in _table(answer, f"{arguments.more:+d} on {arguments.on}"):
        print(line)
    if arguments.picture is not None:
        drawn = picture(answer, ("as it is", f"{arguments.more:+d} agent on {arguments.on}"))
        arguments.picture.write_text(drawn, encoding="utf-8")
        print(f"Picture: {arguments.picture}")
    return 0


def _table(answer: what_if.Answer, name: str) -> list[str]:
    lines = [
        f"{'':5}{'':>10} |{'as it is':^24} |{name:^24}",
        f"{'':5}{'arrivals':>10} |{'P50':>7}{'P90':>7}{'left %':>10} |"
        f"{'P50':>7}{'P90':>7}{'left %':>10}",
    ]
    for before, after in zip(answer.before, answer.after, strict=True):
        cells = "".join(
            f" |{day.median_min:7.1f}{day.p90_min:7.1f}{day.left_percent:10.1f}"
            for day in (before, after)
        )
        lines.append(f"{_DAYS[before.weekday]:5}{before.arrivals:10.1f}{cells}")
    load = f"Slots busy: {answer.load_before:.0%}, then {answer.load_after:.0%}. Waits in minutes."
    return [*lines, load]


def _with_context(work: Callable[[Context], T]) -> T:
    context = composition.build_context(load())
    try:
        return work(context)
    finally:
        context.database.close()
