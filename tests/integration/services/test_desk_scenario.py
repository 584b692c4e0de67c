"""The simulator starts from what the desk has measured."""

import pytest

from livechat import desk_commands
from livechat.services import desk_scenario, solution
from tests.factories.desk import Desk


def test_scenario_holds_what_was_measured(desk: Desk) -> None:
    first, second = desk.agent(capacity=9), desk.agent(capacity=9)
    for number in range(6):
        agent = (first, second)[number % 2]
        conversation_id = desk.claimed(desk.student(), agent)
        desk.clock.advance(300)
        desk.context.write(solution.close, agent, conversation_id, "other", "solved")
    scenario, chats = desk.context.read(desk_scenario.measured)
    assert chats == 6
    assert scenario.agents == 2
    assert scenario.handling_median_s == pytest.approx(300)
    assert (scenario.opens_at, scenario.closes_at) == (8, 18)
    assert scenario.weekdays[1] == 1.0
    assert (scenario.weekdays[5], scenario.weekdays[6]) == (0.0, 0.0)
    # Six students on the one day that was measured, all between twelve and one.
    rates = [3600 * scenario.rate_per_second(1, hour) for hour in range(24)]
    assert sum(rates[8:18]) == pytest.approx(6)
    assert rates[12] == pytest.approx(6)


def test_desk_without_measures_is_a_stated_assumption(desk: Desk) -> None:
    scenario, chats = desk.context.read(desk_scenario.measured)
    assert chats == 0
    assert scenario.handling_median_s == 480
    assert scenario.weekdays == (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)


def test_unknown_weekday_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    desk_commands.register(parser.add_subparsers())
    chosen = parser.parse_args(["simulate", "--on", "funday"])
    assert chosen.run(chosen) == 1
    assert capsys.readouterr().err.startswith("livechat: --on takes mon, tue")
