"""From a student's send to the agent's page, beside bare servers measured in the same run.

The relay and bare Reflex pass on and store nothing; the others authorise, store durably and tell.
The load comes from this process, which only looks for marks in what arrives; the servers are
others.
"""

import argparse
import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.rates import Measured, highest, measure
from tests.bench.variants import Serving, Variant, variants

_PER_S = 0.5
_FIRST_RATE = 100.0
_TITLES = {
    "relay": "bare socket.io relay",
    "bare": "bare Reflex, page to page",
    "sqlite": "one process, SQLite",
    "postgres": "one process, PostgreSQL",
    "two": "two processes, PostgreSQL, Redis, nginx",
}


@dataclass
class Column:
    """What was found out about one variant."""

    steady: dict[int, Measured] = field(default_factory=dict)
    best: Measured | None = None
    is_generator_full: bool = False
    # So many conversations could not all be opened, each page within a minute; 0: all were.
    given_up: int = 0


async def _column(serving: Serving, counts: Sequence[int], chosen: argparse.Namespace) -> Column:
    column = Column()
    async with serving.open() as there:
        for count in sorted(counts):
            try:
                await there.grow(count)
            except TimeoutError:
                # What was measured with fewer is still worth its line.
                column.given_up = count
                break
            column.steady[count] = await measure(
                there, serving.sessions, count * _PER_S, chosen.seconds, 4
            )
            if count == min(counts):
                column.best, column.is_generator_full = await highest(
                    there, serving.sessions, _FIRST_RATE, chosen.trial, chosen.search
                )
    return column


def _run(variant: Variant, counts: Sequence[int], chosen: argparse.Namespace) -> Column:
    with variant(max(counts)) as serving:
        return asyncio.run(_column(serving, counts, chosen))


def _steady_row(name: str, found: Measured, relay: Measured | None) -> str:
    ratio = f"{found.p99 / relay.p99:>9.1f}" if relay else f"{'':>9}"
    remark = "  the generator is saturated" if found.is_generator_full else ""
    return (
        f"{_TITLES[name]:<40} {found.conversations:>6} {found.rate:>7.0f} {found.p50:>8.1f}"
        f" {found.p99:>8.1f} {ratio} {found.lost:>5} {found.server_ms:>8.2f}"
        f" {found.generator:>9.0%}{remark}"
    )


def _best_row(name: str, column: Column, relay: Column | None) -> str:
    if column.best is None:
        return f"{_TITLES[name]:<40} below {_FIRST_RATE:.0f}"
    ratio = f"{column.best.rate / relay.best.rate:>9.2f}" if relay and relay.best else f"{'':>9}"
    remark = "  the generator gave in first" if column.is_generator_full else ""
    return (
        f"{_TITLES[name]:<40} {column.best.rate:>7.0f} {column.best.p99:>8.1f} {ratio}"
        f" {column.best.server_ms:>8.2f}{remark}"
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} processes ran or waited, on {os.cpu_count()} cores"


def main() -> None:
    """Print the tables; in the first every conversation sends a message in two seconds."""
    known = variants()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, nargs="+", default=[200, 500])
    parser.add_argument("--seconds", type=float, default=12, help="of each steady measurement")
    parser.add_argument("--trial", type=float, default=4, help="seconds at each rate tried")
    parser.add_argument("--search", type=float, default=60, help="most seconds for the rates")
    parser.add_argument("--only", nargs="+", choices=list(known), default=list(known))
    chosen = parser.parse_args()
    print(f"Before: {_load()}.\n")
    print(
        f"{'':<40} {'chats':>6} {'msg/s':>7} {'p50 ms':>8} {'p99 ms':>8} {'p99/relay':>9}"
        f" {'lost':>5} {'CPU/msg':>8} {'generator':>9}"
    )
    columns: dict[str, Column] = {}
    for name in [name for name in known if name in chosen.only]:
        columns[name] = _run(known[name], chosen.conversations, chosen)
        relay = columns.get("relay")
        for count, found in columns[name].steady.items():
            print(_steady_row(name, found, relay.steady[count] if relay else None), flush=True)
        if columns[name].given_up:
            print(f"{_TITLES[name]:<40} {columns[name].given_up:>6} could not be opened in time")
    print(f"\nHighest rate with p99 under 200 ms, {min(chosen.conversations)} conversations:")
    print(f"{'':<40} {'msg/s':>7} {'p99 ms':>8} {'/relay':>9} {'CPU/msg':>8}")
    for name, column in columns.items():
        print(_best_row(name, column, columns.get("relay")))
    if "two" not in known:
        print("Two processes were left out: nginx is not installed (apt install nginx).")
    print(f"\nCPU/msg: milliseconds of the app's processes alone. After: {_load()}.")


if __name__ == "__main__":
    main()
