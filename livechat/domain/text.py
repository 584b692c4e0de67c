"""Everything that users read, in the language that is spoken at the moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from livechat.domain import catalogue
from livechat.domain.catalogue import Catalogue

DEFAULT_LANGUAGE = "en"
CATALOGUES: Mapping[str, Catalogue] = {tag: catalogue.load(tag) for tag in catalogue.tags()}
ENGLISH = CATALOGUES[DEFAULT_LANGUAGE]

_spoken: ContextVar[Catalogue] = ContextVar("livechat_language", default=ENGLISH)


def t(key: str, **params: object) -> str:
    """The text for `key` with `{param}` filled in; an unknown key is a defect (KeyError).

    A text with plural forms is chosen by its parameter `n`. What a language lacks is English.
    """
    spoken = _spoken.get()
    text = _find(spoken, key, params)
    if text is None:
        text = _find(ENGLISH, key, params)
    if text is None:
        raise KeyError(key)
    return text.format(**params) if params else text


def has(key: str) -> bool:
    """Whether there is such a text."""
    return key in ENGLISH.texts or key in ENGLISH.plurals


def spoken() -> Catalogue:
    """The language of this task."""
    return _spoken.get()


def speak(tag: str) -> None:
    """Speak a language for the rest of this task; an unknown one is English."""
    _spoken.set(CATALOGUES.get(tag, ENGLISH))


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak a language for a while; an unknown one is English."""
    before = _spoken.set(CATALOGUES.get(tag, ENGLISH))
    try:
        yield
    finally:
        _spoken.reset(before)


def _find(of: Catalogue, key: str, params: Mapping[str, object]) -> str | None:
    forms = of.plurals.get(key)
    if forms is None:
        return of.texts.get(key)
    n = params["n"]
    # A number that is not known yet (an expression of the page) takes the form of many.
    return forms[of.plural_of(n)] if isinstance(n, int) else forms[-1]
