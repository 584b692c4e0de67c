"""How well the matcher does where knowledge and messages are not as tidy as in the public sets.

Prints for each shape, cut from the development sets, the accuracy, the AUROC and the MCC at
probability 0.5 beside the best that any threshold would have reached.
"""

from pathlib import Path

import numpy as np

from livechat.bot.evaluate import SURE, read_knowledge, read_queries
from livechat.bot.index import build_index
from livechat.bot.measures import auroc, matthews
from tests.bench.bot_shapes import Cutter, Shape

DATA = Path(__file__).parents[1] / "data" / "bot-dev"
SETS = ("clinc150-10shot", "banking77-oos-10shot")
THRESHOLDS = np.linspace(0.02, 0.98, 49)


def main() -> None:
    """Run both sets with two seeds; a minute of one processor."""
    print("set and shape      out  top-1  top-3  AUROC  MCC at .5  best  at")
    figures = []
    for name in SETS:
        articles = read_knowledge(DATA / f"{name}.knowledge.json")
        queries = read_queries(DATA / f"{name}.queries.jsonl")
        for seed in (1, 2):
            for shape in Cutter(articles, queries, seed).shapes():
                figures.append(measure(shape))
                print(f"{name[:7]} {seed} {shape.name:9s}", format_row(figures[-1]))
    print(
        f"{'mean':19s}",
        format_row([float(np.mean(column)) for column in zip(*figures, strict=True)]),
    )


def measure(shape: Shape) -> list[float]:
    """Share out of scope, top-1, top-3, AUROC, MCC at one half, best MCC and its threshold."""
    index = build_index(shape.articles)
    found = [index.match(query.text).candidates for query in shape.queries]
    truth = [query.article for query in shape.queries]
    pairs = list(zip(truth, found, strict=True))
    right = [c[0].lead for slug, c in pairs if c[0].slug == slug]
    outside = [c[0].lead for slug, c in pairs if not slug]
    inside = len(truth) - len(outside)

    def mcc(threshold: float) -> float:
        said = [c[0].slug if c[0].probability >= threshold else "" for c in found]
        return matthews(truth, said) or 0.0

    best, at = max((mcc(t), float(t)) for t in THRESHOLDS)
    three = sum(slug in [one.slug for one in c[:3]] for slug, c in pairs if slug)
    return [
        len(outside) / len(truth),
        len(right) / inside,
        three / inside,
        auroc(right, outside) or 0.0,
        mcc(SURE),
        best,
        at,
    ]


def format_row(figures: list[float]) -> str:
    """The figures in columns."""
    out, top1, top3, area, half, best, at = figures
    return f"{out:.2f}  {top1:.3f}  {top3:.3f}  {area:.3f}  {half:9.3f}  {best:.3f}  {at:.2f}"


if __name__ == "__main__":
    main()
