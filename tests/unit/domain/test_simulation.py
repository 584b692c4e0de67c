"""The simulated desk is repeatable, loses nobody, and its shown waits are kept."""

import math
from dataclasses import replace

import pytest

from livechat.domain.simulation import simulate
from livechat.domain.simulation_model import Scenario

DESK = Scenario("desk", agents=3, arrivals_per_hour=30, days=6, unscored_days=2)


def test_same_seed_same_run() -> None:
    short = replace(DESK, days=1)
    assert simulate(short, 4) == simulate(short, 4)
    assert simulate(short, 4).waits_s != simulate(short, 5).waits_s


def test_everybody_is_claimed_has_left_or_was_diverted_at_closing() -> None:
    report = simulate(replace(DESK, patience_s=600.0), 1)
    assert report.arrived == report.claimed + report.left + report.diverted
    assert report.claimed > 500
    assert report.left > 0


def test_lost_agents_chats_come_back_and_are_served_again() -> None:
    report = simulate(replace(DESK, losses_per_agent_hour=0.5, arrivals_per_hour=20), 1)
    assert report.requeued > 10
    assert report.claimed + report.left + report.diverted == report.arrived + report.requeued


@pytest.mark.thorough
def test_one_more_agent_shortens_waits() -> None:
    now = simulate(DESK, 2)
    more = simulate(replace(DESK, agents=4), 2)
    assert sum(more.waits_s) / len(more.waits_s) < 0.7 * sum(now.waits_s) / len(now.waits_s)
    assert more.load < now.load


@pytest.mark.thorough
def test_shown_waits_are_kept_nine_times_in_ten() -> None:
    rows = [row for seed in (1, 2) for row in simulate(DESK, seed).shown if row.day >= 2]
    assert len(rows) > 400
    kept = sum(row.waited_s <= row.shown[1] * 60 for row in rows) / len(rows)
    halfway = sum(row.waited_s <= row.low_s for row in rows) / len(rows)
    assert kept == pytest.approx(0.9, abs=0.06)
    assert halfway == pytest.approx(0.5, abs=0.1)


def test_without_history_nothing_is_promised_at_first() -> None:
    report = simulate(replace(DESK, history=0, days=2), 1)
    first = report.predictions[0]
    assert first.kind == "unknown"
    assert math.isnan(first.high_s)
    assert report.shown
