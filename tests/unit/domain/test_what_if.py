"""One more agent shortens the waits of the days on which there is one."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from livechat.adapters.what_if_picture import picture
from livechat.domain.simulation_model import Scenario
from livechat.domain.what_if import compare, more_agents

BUSY = Scenario("busy", agents=1, arrivals_per_hour=14, patience_s=3600)


@pytest.mark.thorough
def test_one_more_agent_on_mondays_helps_on_mondays() -> None:
    answer = compare(BUSY, more_agents(BUSY, 1, [0]), weeks=3, seeds=2)
    monday, with_help = answer.before[0], answer.after[0]
    assert monday.p90_min > 5
    assert with_help.p90_min < 0.5 * monday.p90_min
    assert with_help.left_percent < monday.left_percent
    assert answer.after[1].p90_min > 0.5 * answer.before[1].p90_min
    assert answer.load_after < answer.load_before


def test_fewer_agents_than_there_are_is_nobody() -> None:
    nobody = more_agents(BUSY, -3, [2])
    assert nobody.agents_at(2, 12) == 0
    answer = compare(BUSY, nobody, weeks=1, seeds=1)
    assert answer.after[2].left_percent > 0
    assert answer.after[2].median_min == 0  # nobody was served


def test_same_weeks_give_the_same_answer() -> None:
    calm = replace(BUSY, arrivals_per_hour=4)
    assert compare(calm, calm, weeks=1, seeds=1).before == (
        compare(calm, calm, weeks=1, seeds=1).after
    )


def test_picture_holds_a_bar_for_each_desk_and_day_and_escapes_names() -> None:
    answer = compare(BUSY, more_agents(BUSY, 1, [0]), weeks=1, seeds=1)
    root = ElementTree.fromstring(picture(answer, ("as it is", "<more> & more")))  # noqa: S314  # our own picture
    space = "{http://www.w3.org/2000/svg}"
    bars = [
        rect for rect in root.iter(f"{space}rect") if rect.get("x") and rect.get("width") == "26"
    ]
    assert len(bars) == 14
    assert all(float(bar.get("height", "-1")) >= 0 for bar in bars)
    assert "<more> & more" in [text.text for text in root.iter(f"{space}text")]
