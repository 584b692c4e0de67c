"""Knowledge bases and messages in the shapes of real customers, cut from the development sets."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from livechat.bot.evaluate import Query, add_typos
from livechat.bot.knowledge import Article
from livechat.bot.normalise import fold

# What people send that is about nothing: most of what a live bot hears and cannot use.
CHATTER = (
    "ok", "yes", "no", "hmm", "hi", "hello??", "thank you", "12345", "ok fine", "call me",
    "9am", "my name is anita", "what", "who are you", "are you there", "please reply", "???",
    "good morning", "i am waiting", "same problem", "not interested", "tell me more", "why",
    "how much", "yes please do it", "done", "where", "see you tomorrow", "lol", "great service",
    "i will check", "send me", "sorry wrong chat", "2 pieces", "test", "this is bad", "wait",
)  # fmt: skip
_BEFORE = (
    "hi there hope you are well.", "good evening, i have been a customer for years.",
    "sorry to bother you again but", "so my brother told me to write to you because",
    "i was on the bus yesterday and then", "ok so this is a bit of a long story.",
    "i tried to sort it out by myself first and now", "hello dear team,",
)  # fmt: skip
_AFTER = (
    "i would be really glad about a quick reply.", "thanks a lot in advance for your time.",
    "not sure whether that matters but i am abroad this week.", "please let me know soon.",
    "it has been like that since monday i think.", "my wife says the same by the way.",
    "anyway that is all i wanted to say today.", "cheers and have a nice day",
)  # fmt: skip
# Function words as speakers of other languages mix them in.
_MIXED = {
    "i": "mai", "my": "mera", "is": "hai", "not": "nahi", "what": "kya", "how": "kaise",
    "the": "la", "to": "ko", "can": "puedo", "when": "kab", "why": "kyun", "please": "por favor",
    "do": "karo", "in": "en", "of": "ka", "for": "para", "and": "aur", "you": "aap", "me": "mujhe",
    "are": "hain", "there": "hay", "have": "tengo",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A knowledge base, and messages of which some have no article."""

    name: str
    articles: tuple[Article, ...]
    queries: tuple[Query, ...]


class Cutter:
    """Cuts shapes from one development set; the same seed cuts the same shapes."""

    def __init__(
        self, articles: Sequence[Article], queries: Sequence[Query], seed: int = 1
    ) -> None:
        self._articles = articles
        self._asked: dict[str, list[str]] = defaultdict(list)
        for query in queries:
            self._asked[query.article].append(query.text)
        self._seed = seed
        self._counts = Counter(
            word for a in articles for text in a.phrasings for word in fold(text).split()
        )

    def shapes(self) -> list[Shape]:
        """Every shape."""
        cuts = (
            self._skewed, self._few, self._thin, self._twins, self._short, self._rambling,
            self._noisy, self._flooded, self._long, self._live,
        )  # fmt: skip
        return [cut(random.Random(self._seed)) for cut in cuts]

    def _cut(
        self, chance: random.Random, name: str, classes: int, outside: float, most: int = 600
    ) -> Shape:
        """Some classes; the messages of the others are out of scope, as `outside` of all."""
        kept = chance.sample(list(self._articles), classes)
        slugs = {article.slug for article in kept}
        inside = [Query(text, slug) for slug in sorted(slugs) for text in self._asked[slug]]
        inside = chance.sample(inside, min(len(inside), round(most * (1 - outside))))
        others = [
            text for slug, texts in sorted(self._asked.items()) if slug not in slugs
            for text in texts
        ]  # fmt: skip
        wanted = round(len(inside) * outside / (1 - outside))
        stray = [Query(text, "") for text in chance.sample(others, min(wanted, len(others)))]
        return Shape(name, tuple(kept), tuple(inside + stray))

    def _skewed(self, chance: random.Random, name: str = "skewed", outside: float = 0.3) -> Shape:
        """2 to 200 phrasings: some classes thin, some fed with messages, some merged from many."""
        kept = chance.sample(list(self._articles), 45)
        articles, queries = [], []
        for place, article in enumerate(kept[:30]):
            asked = chance.sample(self._asked[article.slug], len(self._asked[article.slug]))
            few = 2 + place // 3
            known = chance.sample(article.phrasings, min(few, len(article.phrasings)))
            fed = asked[: 15 if place >= 24 else 0]
            articles.append(replace(article, phrasings=(*known, *fed)))
            queries += [Query(text, article.slug) for text in asked[len(fed) :]]
        for slug, parts in (("big-a", kept[30:33]), ("big-b", kept[33:38]), ("big-c", kept[38:45])):
            phrasings = [text for part in parts for text in part.phrasings]
            for part in parts:
                asked = self._asked[part.slug]
                phrasings += asked[:12]
                queries += [Query(text, slug) for text in asked[12:]]
            articles.append(Article(slug=slug, title="", phrasings=tuple(phrasings)))
        queries = chance.sample(queries, min(len(queries), round(600 * (1 - outside))))
        slugs = {article.slug for article in kept}
        others = [t for s, texts in sorted(self._asked.items()) if s not in slugs for t in texts]
        wanted = min(round(len(queries) * outside / (1 - outside)), len(others))
        queries += [Query(text, "") for text in chance.sample(others, wanted)]
        return Shape(name, tuple(articles), tuple(queries))

    def _few(self, chance: random.Random) -> Shape:
        return self._cut(chance, "few", 10, 0.5)

    def _thin(self, chance: random.Random) -> Shape:
        shape = self._cut(chance, "thin", 40, 0.3)
        return _with_phrasings(shape, lambda texts: tuple(chance.sample(texts, min(3, len(texts)))))

    def _twins(self, chance: random.Random) -> Shape:
        """One phrasing in six stands, barely changed, with another article too."""
        shape = self._cut(chance, "twins", 40, 0.3)
        pool = [text for article in shape.articles for text in article.phrasings]
        return _with_phrasings(
            shape, lambda texts: (*texts, *(f"{t} please" for t in chance.sample(pool, 2)))
        )

    def _short(self, chance: random.Random) -> Shape:
        return self._asking(self._cut(chance, "short", 40, 0.4), lambda t: self._brief(t, chance))

    def _rambling(self, chance: random.Random) -> Shape:
        shape = self._cut(chance, "rambling", 40, 0.4)
        return self._asking(
            shape,
            lambda t: (
                f"{chance.choice(_BEFORE)} {chance.choice(_BEFORE)} {t}. "
                f"{chance.choice(_AFTER)} {chance.choice(_AFTER)}"
            ),
        )

    def _noisy(self, chance: random.Random) -> Shape:
        shape = self._cut(chance, "noisy", 40, 0.4)
        return self._asking(shape, lambda t: spoil(t, chance))

    def _flooded(self, chance: random.Random) -> Shape:
        return self._cut(chance, "flooded", 25, 0.68)

    def _long(self, chance: random.Random) -> Shape:
        shape = self._cut(chance, "long", 40, 0.4)
        return _with_phrasings(
            shape,
            lambda texts: tuple(
                f"{chance.choice(_BEFORE)} {a}. {chance.choice(_AFTER)} {b}"
                if chance.random() < 0.5
                else f"{a}. {b}. {chance.choice(_AFTER)}"
                for a, b in zip(texts, chance.sample(texts, len(texts)), strict=True)
            ),
        )

    def _live(self, chance: random.Random) -> Shape:
        """Skewed, half of it out of scope, a fifth chatter, some messages spoilt or cut short."""
        shape = self._skewed(chance, "live", 0.5)
        changed = self._asking(
            shape,
            lambda t: chance.choice((str, str, lambda x: spoil(x, chance),
                                     lambda x: self._brief(x, chance)))(t),
        )  # fmt: skip
        chatter = [Query(text, "") for text in CHATTER * 4]
        return replace(changed, queries=(*changed.queries, *chatter))

    def _brief(self, text: str, chance: random.Random) -> str:
        """The one to three words that are rarest in the knowledge, in their order."""
        words = fold(text).split()
        keep = sorted(
            range(len(words)), key=lambda i: self._counts.get(words[i], 3) - len(words[i])
        )
        return " ".join(words[i] for i in sorted(keep[: chance.randint(1, 3)])) or text

    @staticmethod
    def _asking(shape: Shape, change: Callable[[str], str]) -> Shape:
        return replace(
            shape, queries=tuple(Query(change(q.text), q.article) for q in shape.queries)
        )


def spoil(text: str, chance: random.Random) -> str:
    """Typos, dropped vowels, lost spaces and words of another language."""
    words = text.split()
    for place, word in enumerate(words):
        roll = chance.random()
        if roll < 0.25 and word.lower() in _MIXED:
            words[place] = _MIXED[word.lower()]
        elif roll < 0.1 and len(word) > 4:
            words[place] = word[0] + re.sub("[aeiou]", "", word[1:])
    spoilt = ""
    for word in words:
        spoilt += ("" if chance.random() < 0.12 or not spoilt else " ") + word
    return add_typos(spoilt, chance) if chance.random() < 0.5 else spoilt


def _with_phrasings(shape: Shape, change: Callable[[Sequence[str]], tuple[str, ...]]) -> Shape:
    return replace(
        shape,
        articles=tuple(replace(a, phrasings=change(a.phrasings)) for a in shape.articles),
    )
