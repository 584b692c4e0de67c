"""`make soak`: prints a table, and writes a picture and a CSV file to var/soak."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bootstrap.environment import ROOT
from tests.soak.picture import picture
from tests.soak.samples import HEAD, MOST_MB_AN_HOUR, Sample, leaks, memory_slope, row, write_csv
from tests.soak.soak import Outcome, Plan, soak

_P95_MS, _P99_MS = 1000, 3000


def main() -> int:
    """1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--chats", type=int, help="default: a tenth of the clients")
    parser.add_argument("--rate", type=float, default=20, help="messages a second, all together")
    parser.add_argument("--interval", type=float, default=10, help="seconds between two lines")
    parser.add_argument("--turn-over", type=float, default=1, help="a reader leaves every so often")
    chosen = parser.parse_args()
    plan = Plan(
        clients=chosen.clients,
        chats=chosen.chats or max(1, chosen.clients // 10),
        rate=chosen.rate,
        seconds=chosen.minutes * 60,
        interval_s=chosen.interval,
        turn_over_s=chosen.turn_over,
    )
    title = (
        f"{plan.clients} clients, {plan.chats} chats, {plan.rate:g} messages a second,"
        f" {chosen.minutes:g} min"
    )
    print(f"{title}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory(prefix="livechat-soak-") as folder:
        outcome = soak(plan, Path(folder), _note)
    if outcome.p95 > _P95_MS or outcome.p99 > _P99_MS:
        outcome.wrong.append(f"p95 must be under {_P95_MS} ms and p99 under {_P99_MS} ms")
    if leaks(outcome.samples):
        outcome.wrong.append(f"memory must grow by less than {MOST_MB_AN_HOUR} MB an hour")
    _summary(outcome)
    if outcome.samples:
        where = ROOT / "var" / "soak"
        where.mkdir(parents=True, exist_ok=True)
        name = time.strftime("%Y%m%d-%H%M%S")
        write_csv(where / f"{name}.csv", outcome.samples)
        (where / f"{name}.svg").write_text(picture(outcome.samples, title))
        print(f"Written: var/soak/{name}.csv and .svg")
    return 1 if outcome.wrong else 0


def _note(sample: Sample) -> None:
    print(row(sample), flush=True)


def _summary(outcome: Outcome) -> None:
    slope, error = memory_slope(outcome.samples)
    print(
        f"\n{outcome.messages} messages: p50 {outcome.p50:.1f}, p95 {outcome.p95:.1f},"
        f" p99 {outcome.p99:.1f} ms; {outcome.turned_over} readers left and came back.\n"
        f"Memory in the second half: {slope:+.1f} ± {error:.1f} MB an hour.\n"
        f"Before anybody came: {_told(outcome.before)}; after all had left: {_told(outcome.after)}."
    )
    for line in outcome.wrong:
        print(f"✗ {line}")
    if not outcome.wrong:
        print("Nothing was lost or doubled, and nothing was left behind.")


def _told(counts: dict[str, float]) -> str:
    return ", ".join(
        f"{name.removeprefix('livechat_').replace('_', ' ')} {value:.0f}"
        for name, value in counts.items()
    )


if __name__ == "__main__":
    sys.exit(main())
