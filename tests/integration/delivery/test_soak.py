"""R21, R22 in small: the soak itself, so that `make soak` works whenever somebody needs it."""

from pathlib import Path
from xml.etree import ElementTree

from tests.soak.picture import picture
from tests.soak.samples import HEAD, Sample, leaks, memory_slope, row, write_csv
from tests.soak.soak import Plan, soak


def test_r21_r22_nothing_is_lost_and_nothing_left_behind(tmp_path: Path) -> None:
    plan = Plan(
        clients=20, chats=4, rate=4, seconds=10, interval_s=2, turn_over_s=0.5, keep_states_s=1
    )
    noted: list[Sample] = []
    outcome = soak(plan, tmp_path, noted.append)
    assert outcome.wrong == []
    assert outcome.messages == 40
    assert outcome.turned_over > 0
    assert noted == outcome.samples
    assert len(noted) >= 3
    assert all(sample.memory_mb > 0 for sample in noted)
    assert sum(sample.messages for sample in noted) > 0


def test_what_a_soak_writes_can_be_read(tmp_path: Path) -> None:
    samples = [
        Sample(10.0 * n, 200, 5, 9, 20 + n, 300 + n, 1000, 1000 + n, 1030, 20) for n in range(1, 9)
    ]
    write_csv(tmp_path / "soak.csv", samples)
    lines = (tmp_path / "soak.csv").read_text().splitlines()
    assert len(lines) == 9
    assert lines[0].startswith("seconds,messages,p50")
    drawn = ElementTree.fromstring(picture(samples, "5 < 6 & more"))  # noqa: S314 - our own
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 7
    assert len(row(samples[0])) == len(HEAD)
    slope, error = memory_slope(samples)
    assert abs(slope - 360) < 0.1  # 1 MB in 10 s
    assert error < 0.1


def test_only_a_long_soak_whose_memory_grows_all_the_time_leaks() -> None:
    def soaked(minutes: int, mb_a_minute: float, wobble: float = 0) -> list[Sample]:
        return [
            Sample(60.0 * n, 1, 5, 9, 20, 300 + mb_a_minute * n + wobble * (n % 2), 9, 9, 9, 20)
            for n in range(minutes + 1)
        ]

    assert leaks(soaked(30, 2))
    assert not leaks(soaked(10, 2))
    assert not leaks(soaked(30, 0.5))
    assert not leaks(soaked(30, 1.2, wobble=40)), "a wobble is no slope"
    assert not leaks([])
