"""After the build: the pages in every language, and each language's texts for the browser.

The built pages hold marks where `tr` stands (`ui/local/words.js`). English pages stay where they
are; those of another language go to `in/<tag>/`, with its catalogue loaded before their scripts.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterable
from pathlib import Path

from livechat.domain.catalogue import Catalogue
from livechat.domain.reader import FOLDER, SCRIPT
from livechat.domain.text import CATALOGUES, ENGLISH, speaking, t

_MARK = re.compile("\ue000(.*?)\ue001", re.DOTALL)
_CALL = re.compile(r"""\btr\(["']([\w.-]+)["']""")
_HTML_TAG = re.compile(r"<html[^>]*>")
_SHELL = "__spa-fallback.html"
# Pages of the desk are in English alone.
_DESK = ("admin", "agent", "second-factor", "sign-in/code")


def put_words(built: Path, sources: Iterable[Path]) -> None:
    """`built` holds the static pages; `sources` the folders of scripts that call `tr`."""
    keys = _keys(sources)
    if not keys:
        raise RuntimeError("the pages call no texts: Reflex has changed")
    scripts = {
        catalogue.tag: _write_script(built, catalogue, keys)
        for catalogue in CATALOGUES.values()
        if catalogue is not ENGLISH
    }
    _write_chosen(built, scripts)
    for page in sorted(built.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(built)
        if name.name == _SHELL:
            page.write_text(_with_script(text, SCRIPT), encoding="utf-8")
            continue
        if not name.as_posix().startswith(_DESK):
            for tag, script in scripts.items():
                copy = built / FOLDER / tag / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(_worded(text, CATALOGUES[tag], script), encoding="utf-8")
        page.write_text(_worded(text, ENGLISH, ""), encoding="utf-8")


def _keys(folders: Iterable[Path]) -> list[str]:
    found: set[str] = set()
    for folder in folders:
        for source in folder.rglob("*.jsx"):
            found |= set(_CALL.findall(source.read_text(encoding="utf-8")))
    return sorted(found)


def _write_script(built: Path, catalogue: Catalogue, keys: list[str]) -> str:
    """The language's texts as a script; its address holds a hash, so it may be kept forever."""
    texts = {
        key: catalogue.plurals.get(key) or catalogue.texts[key]
        for key in keys
        if key in catalogue.plurals or key in catalogue.texts
    }
    if not re.fullmatch(r"[n\d\s?:!=<>&|%()]+", catalogue.plural_rule):
        raise ValueError(f"{catalogue.tag}: this is no rule for plurals")
    script = (
        f"globalThis.livechatWords={{plural:n=>Number({catalogue.plural_rule}),"
        f"texts:{json.dumps(texts, ensure_ascii=False, separators=(',', ':'))}}};\n"
    )
    digest = hashlib.sha256(script.encode()).hexdigest()[:10]
    address = f"/assets/words-{catalogue.tag}-{digest}.js"
    (built / address[1:]).write_text(script, encoding="utf-8")
    return address


def _write_chosen(built: Path, scripts: dict[str, str]) -> None:
    """For the page of all addresses, which is the same in every language: it has no texts."""
    (built / SCRIPT[1:]).write_text("", encoding="utf-8")
    for tag, address in scripts.items():
        catalogue = CATALOGUES[tag]
        page = f"Object.assign(document.documentElement,{json.dumps(_attributes(catalogue))});\n"
        copy = built / FOLDER / tag / SCRIPT[1:]
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(page + (built / address[1:]).read_text("utf-8"), encoding="utf-8")


def _attributes(catalogue: Catalogue) -> dict[str, str]:
    return {"lang": catalogue.tag, "dir": catalogue.direction}


def _worded(text: str, catalogue: Catalogue, script: str) -> str:
    with speaking(catalogue.tag):
        text = _MARK.sub(lambda found: html.escape(_say(html.unescape(found[1]))), text)
    own = "".join(f' {name}="{value}"' for name, value in _attributes(catalogue).items())
    text = _HTML_TAG.sub(f"<html{own}>", text, count=1)
    return _with_script(text, script) if script else text


def _with_script(text: str, address: str) -> str:
    # At the end of the head: React would take it for a script of its own that came before.
    return text.replace("</head>", f'<script src="{address}"></script></head>', 1)


def _say(call: str) -> str:
    key, params = json.loads(call)
    return t(key, **{name: "" if value is None else value for name, value in params.items()})
