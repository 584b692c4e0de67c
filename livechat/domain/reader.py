"""Which language a reader gets: the one they chose, else the first that their browser names."""

from functools import lru_cache

from livechat.domain.text import CATALOGUES, DEFAULT_LANGUAGE

COOKIE = "livechat_language"
# The built pages in other languages: <folder>/<tag>/<page>.html.
FOLDER = "in"
# The reader's texts as a script, for the page that stands for all addresses without one.
SCRIPT = "/words.js"
_LONGEST = 400
_MOST = 20


@lru_cache(maxsize=1024)
def language(chosen: str, accepted: str) -> str:
    """A tag that there is a catalogue for; `accepted` is an Accept-Language header."""
    if chosen in CATALOGUES:
        return chosen
    for wanted in _in_order(accepted[:_LONGEST]):
        for tag in (wanted, wanted.partition("-")[0]):
            if tag in CATALOGUES:
                return tag
    return DEFAULT_LANGUAGE


def _in_order(accepted: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for part in accepted.split(",")[:_MOST]:
        tag, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            weighted.append((-weight, tag.strip().lower()))
    # The sort is stable: of equal weights, the first comes first.
    return [tag for _, tag in sorted(weighted, key=lambda one: one[0])]
