"""The evaluation of a labelled set, and its commands."""

import argparse
import json
import random
from pathlib import Path

import pytest

from livechat.bot import cli
from livechat.bot.evaluate import SetError, add_typos, evaluate, read_knowledge, read_queries
from livechat.bot.measures import auroc, matthews

DATA = Path(__file__).parents[2] / "data" / "bot-dev"
BANKING = DATA / "banking77-oos-10shot.knowledge.json"
QUERIES = DATA / "banking77-oos-10shot.queries.jsonl"


@pytest.fixture
def sample(tmp_path: Path) -> tuple[Path, Path]:
    """Twelve articles of a development set and every twentieth of its queries."""
    rows = json.loads(BANKING.read_text("utf-8"))["articles"][:12]
    slugs = {row["slug"] for row in rows}
    knowledge, queries = tmp_path / "k.json", tmp_path / "q.jsonl"
    knowledge.write_text(json.dumps({"articles": rows}), "utf-8")
    lines = [
        line
        for number, line in enumerate(QUERIES.read_text("utf-8").splitlines())
        if (slug := json.loads(line)["article"]) in slugs or (slug is None and number % 20 == 0)
    ]
    queries.write_text("\n".join(lines), "utf-8")
    return knowledge, queries


def _run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers(required=True))
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


def test_report_has_every_figure_and_they_agree(sample: tuple[Path, Path]) -> None:
    report = evaluate(read_knowledge(sample[0]), read_queries(sample[1]), typo_seed=3)
    for part in (report, report["typos"]):
        assert 0.5 < part["top1"] <= part["top3"] <= 1
        assert 0.5 < part["auroc"] <= 1
        assert sum(part["in_scope"].values()) == pytest.approx(1, abs=0.001)
        assert sum(part["out_of_scope"].values()) == pytest.approx(1, abs=0.001)
        assert part["out_of_scope"]["answered_right"] == 0
        total = part["queries_in_scope"] + part["queries_out_of_scope"]
        assert sum(row["queries"] for row in part["calibration"]) == total
    assert report["typos"]["top1"] <= report["top1"]


def test_answers_of_the_queries_change_no_score(sample: tuple[Path, Path]) -> None:
    articles, queries = read_knowledge(sample[0]), read_queries(sample[1])
    hidden = [type(query)(query.text, "") for query in queries]
    known, blind = evaluate(articles, queries), evaluate(articles, hidden)
    claimed = [[row["queries"] for row in report["calibration"]] for report in (known, blind)]
    assert claimed[0] == claimed[1]


def test_command_prints_json_and_text(
    sample: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("bot-eval", "--knowledge", str(sample[0]), "--queries", str(sample[1]))
    assert _run(*arguments, "--json") == 0
    assert {"top1", "top3", "auroc", "mcc"} <= json.loads(capsys.readouterr().out).keys()
    assert _run(*arguments, "--typos") == 0
    assert "one random edit per 6 letters" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[]", '{"articles": [{"title": "x"}]}'])
def test_broken_knowledge_is_one_clear_line(
    tmp_path: Path, sample: tuple[Path, Path], content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(content, "utf-8")
    assert _run("bot-eval", "--knowledge", str(broken), "--queries", str(sample[1])) == 1
    assert str(broken) in capsys.readouterr().err


def test_missing_queries_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SetError, match=r"gone\.jsonl"):
        read_queries(tmp_path / "gone.jsonl")


@pytest.mark.thorough
def test_message_is_answered_with_its_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("bot", "vid keeps buferring n i have quiz in 20min!!") == 0
    printed = capsys.readouterr().out
    assert "answer: video-keeps-buffering" in printed
    assert "about 20 min left" in printed
    assert "vid keeps buffering (video-keeps-buffering)" in printed


def test_typos_are_seeded_and_as_many_as_said() -> None:
    text = "the lecture video keeps buffering"
    assert add_typos(text, random.Random(5)) == add_typos(text, random.Random(5))
    assert add_typos(text, random.Random(5)) != text
    assert add_typos("short", random.Random(5)) == "short"


def test_auroc_counts_pairs_with_ties_as_half() -> None:
    assert auroc([3, 2], [1, 2]) == 0.875
    assert auroc([1], []) is None


def test_matthews_is_one_when_right_and_zero_for_one_answer() -> None:
    assert matthews(["a", "b", ""], ["a", "b", ""]) == 1
    assert matthews(["a", "b", ""], ["a", "a", "a"]) == 0
    # Two classes: 6 and 3 right, 1 and 2 wrong.
    truth = [*"aaaaaaa", *"bbbbb"]
    said = [*"aaaaaab", *"bbbaa"]
    expected = (6 * 3 - 2 * 1) / ((8 * 7 * 4 * 5) ** 0.5)
    assert matthews(truth, said) == pytest.approx(expected, abs=1e-4)
