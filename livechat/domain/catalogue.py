"""The catalogues: one gettext file for each language, read once.

`msgid` is a key such as `chat.launch`, `msgstr` the text with `{param}` placeholders. The folder's
name is the language's tag; the header's `Language` is the CLDR locale for dates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.messages.catalog import Catalog as PoCatalog
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent.parent / "locale"
_FILE = Path("LC_MESSAGES", "livechat.po")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language; `plurals` hold as many forms as `plural_of(n)` can choose from."""

    tag: str
    locale: Locale
    texts: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]
    plural_rule: str
    plural_of: Callable[[int], int]

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    @property
    def name(self) -> str:
        """The language as its own speakers call it."""
        name = Locale.parse(self.locale.language).display_name or self.tag
        return name[:1].upper() + name[1:]


def tags() -> list[str]:
    """The languages that there is a catalogue for."""
    return sorted(folder.name for folder in FOLDER.iterdir() if (folder / _FILE).is_file())


@lru_cache(maxsize=64)
def load(tag: str) -> Catalogue:
    """The catalogue of a language; `tag` is one of `tags()`."""
    with (FOLDER / tag / _FILE).open("rb") as file:
        read = read_po(file, locale=None)
    texts, plurals = _entries(read)
    return Catalogue(
        tag=tag,
        locale=Locale.parse(str(read.locale_identifier or tag).replace("-", "_")),
        texts=MappingProxyType(texts),
        plurals=MappingProxyType(plurals),
        plural_rule=read.plural_expr,
        plural_of=c2py(read.plural_expr),
    )


def _entries(read: PoCatalog) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for message in read:
        said = message.string
        if isinstance(message.id, str):
            if message.id and isinstance(said, str) and said:
                texts[message.id] = said
        elif isinstance(said, tuple | list) and all(said):
            plurals[message.id[0]] = tuple(said)
    return texts, plurals
