"""How well and how fast the bot matches, beside simpler rankings.

Prints the evaluation of both development sets, the starter articles with each phrasing left
out, the short turns by class, and times and memory on 500 articles with 10 phrasings each.
BM25 needs the package `bm25s`; without it that row is left out.
"""

import json
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from livechat.bot.decide import Verdict
from livechat.bot.entries import load_entries
from livechat.bot.evaluate import Query, evaluate, read_knowledge, read_queries
from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import Article, Kind
from livechat.bot.markdown_folder import read_folder
from livechat.bot.measures import auroc
from livechat.bot.normalise import fold
from livechat.bot.report import format_report
from livechat.bot.rules import Intent, load_rules
from livechat.bot.understand import understand

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SETS = ("clinc150-10shot", "banking77-oos-10shot")
# Scores of one query with every phrasing.
Scorer = Callable[[str], np.ndarray]


def main() -> None:
    """Run everything."""
    for name in SETS:
        articles = read_knowledge(DATA / "bot-dev" / f"{name}.knowledge.json")
        queries = read_queries(DATA / "bot-dev" / f"{name}.queries.jsonl")
        print(f"\n== {name}\n{format_report(evaluate(articles, queries, typo_seed=1))}")
        compare(articles, queries)
    starter = read_folder(ROOT / "livechat" / "content" / "articles" / "en")
    index = build_index(starter, entries=load_entries("en"))
    leave_one_out(starter, index)
    short_turns(index)
    speed()


def scorers(texts: Sequence[str]) -> dict[str, Scorer]:
    """The simpler rankings over these phrasings."""
    made: dict[str, Scorer] = {
        "token_set_ratio": lambda text: process.cdist(
            [text], texts, scorer=fuzz.token_set_ratio, dtype=np.float32
        )[0]
    }
    if find_spec("bm25s"):
        import bm25s

        retriever = bm25s.BM25()
        retriever.index([text.split() for text in texts], show_progress=False)
        # The library refuses a message without words.
        made["BM25 (bm25s)"] = lambda text: (
            retriever.get_scores(text.split()) if text else np.zeros(len(texts))
        )
    return made


def compare(articles: Sequence[Article], queries: Sequence[Query]) -> None:
    """Simpler rankings by their best phrasing, on the same texts."""
    pairs = [(fold(t), a.slug) for a in articles for t in (*a.phrasings, a.title) if fold(t)]
    for name, score in scorers([text for text, _ in pairs]).items():
        right, outside, inside = [], [], 0
        for query in queries:
            scores = score(fold(query.text))
            best = int(scores.argmax())
            inside += bool(query.article)
            if not query.article:
                outside.append(float(scores[best]))
            elif pairs[best][1] == query.article:
                right.append(float(scores[best]))
        print(f"{name:16s} top-1 {len(right) / inside:.4f}   AUROC {auroc(right, outside)}")


def leave_one_out(starter: Sequence[Article], index: Index) -> None:
    """Each message of the starter articles found by the others alone."""
    left = index.left_out
    top = np.argsort(-left.known, axis=1)
    right = top[:, 0] == left.known_owners
    among = (top[:, :3] == left.known_owners[:, np.newaxis]).any(axis=1)
    best, strange = left.known.max(axis=1), left.strangers.max(axis=1)
    print(f"\n== starter: {len(starter)} articles, {len(right)} messages, each left out")
    print(
        f"the mix          top-1 {right.mean():.4f}   top-3 {among.mean():.4f}   "
        f"AUROC {auroc(list(best[right]), list(strange))} against messages of missing articles"
    )
    owners = np.array(index.owners)
    for name, score in scorers(index.phrasings).items():
        hits = 0
        for row in left.known_phrasings:
            scores = np.array(score(index.phrasings[row]), dtype=np.float64)
            scores[row] = -1
            hits += bool(owners[scores.argmax()] == owners[row])
        print(f"{name:16s} top-1 {hits / len(left.known_phrasings):.4f}")


def short_turns(index: Index) -> None:
    """Precision and recall of every class, and false alarms for a person."""
    rules = load_rules("en")

    def read(text: str) -> str:
        intents = rules.read(text)
        if intents:
            return intents[0]
        decision, _ = understand(index, rules, text)
        wants_person = decision.verdict is Verdict.PERSON
        is_person = wants_person and not rules.denies(Intent.PERSON, text)
        return Intent.PERSON if is_person else "none"

    for path in sorted(DATA.glob("turns*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        counts = Counter((row["intent"], read(row["text"])) for row in rows)
        print(f"\n== {path.name}: {len(rows)} labelled short turns")
        for label in [*(intent.value for intent in Intent), "none"]:
            hits = counts[(label, label)]
            due = sum(n for (truth, _), n in counts.items() if truth == label)
            said = sum(n for (_, guess), n in counts.items() if guess == label)
            if due:
                precision = hits / said if said else 0.0
                print(f"{label:10s} precision {precision:.3f}  recall {hits / due:.3f}  n {due}")
    problems = [text for e in index.entries if e.kind is Kind.ARTICLE for text in e.phrasings]
    alarms = sum(Intent.PERSON in rules.read(text) for text in problems)
    print(f"person, false alarms of the rules on {len(problems)} problem messages: {alarms}")


def speed() -> None:
    """500 articles with 10 phrasings each, made from the words of the development sets."""
    chance = random.Random(1)
    known = [
        a for name in SETS for a in read_knowledge(DATA / "bot-dev" / f"{name}.knowledge.json")
    ]
    words = [word for a in known for text in a.phrasings for word in fold(text).split()]
    articles = [
        Article(
            slug=f"a{number}",
            title="",
            phrasings=tuple(
                " ".join(chance.choices(words, k=chance.randint(4, 14))) for _ in range(10)
            ),
        )
        for number in range(500)
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    index = build_index(articles)
    fitted = time.perf_counter() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    queries = read_queries(DATA / "bot-dev" / f"{SETS[0]}.queries.jsonl")[:1000]
    times = []
    for query in queries:
        start = time.perf_counter()
        index.match(query.text)
        times.append((time.perf_counter() - start) * 1000)
    print(
        f"\n== 500 articles × 10 phrasings: fit {fitted:.1f} s, match median "
        f"{np.median(times):.2f} ms, p95 {np.quantile(times, 0.95):.2f} ms, "
        f"peak while fitting +{peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
