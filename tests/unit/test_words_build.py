"""The built pages in every language, and what the server picks of them."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from livechat.api.languages import Readers
from livechat.ui.words_build import put_words

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>\ue000[&quot;help.title&quot;,{}]\ue001</title>'
    "</head><body><p>\ue000[&quot;help.articles&quot;,{&quot;n&quot;:3}]\ue001</p></body></html>"
)
CALL = 'jsx("h1",{},tr("help.title", "Help & Support")),tr("help.articles", ["", ""], ({}))'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A student's page, a page of the desk, the page of all addresses."""
    pages, sources = tmp_path / "client", tmp_path / "app"
    (pages / "assets").mkdir(parents=True)
    sources.mkdir()
    (sources / "help.jsx").write_text(CALL, encoding="utf-8")
    for name in ("help.html", "agent.html", "__spa-fallback.html"):
        (pages / name).write_text(PAGE, encoding="utf-8")
    put_words(pages, [sources])
    return pages


def test_a_page_comes_in_every_language_with_its_direction(built: Path) -> None:
    english = (built / "help.html").read_text(encoding="utf-8")
    assert '<html lang="en" dir="ltr">' in english
    assert "<title>Help &amp; Support</title>" in english
    assert "<p>3 articles</p>" in english
    arabic = (built / "in/ar/help.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "<p>3 مقالات</p>" in arabic
    script = re.search(r'<script src="/(assets/words-ar-\w+\.js)"></script></head>', arabic)
    assert script
    assert '"help.title":"المساعدة والدعم"' in (built / script[1]).read_text(encoding="utf-8")


def test_the_desk_is_in_english_alone(built: Path) -> None:
    assert not (built / "in/ar/agent.html").exists()
    assert "Help &amp; Support" in (built / "agent.html").read_text(encoding="utf-8")


def test_pages_without_a_text_are_no_build_of_ours(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no texts"):
        put_words(tmp_path, [tmp_path])


@pytest.mark.parametrize(
    ("path", "headers", "served"),
    [
        ("/help", {"accept-language": "ar"}, "/in/ar/help.html"),
        ("/help/", {"accept-language": "ar"}, "/in/ar/help.html"),
        ("/help", {"accept-language": "ar", "cookie": "livechat_language=es"}, "/in/es/help.html"),
        ("/help", {"accept-language": "en"}, "/help"),
        ("/help", {"cookie": "livechat_language=../../etc"}, "/help"),
        ("/agent", {"accept-language": "ar"}, "/agent"),
        ("/words.js", {"accept-language": "ar"}, "/in/ar/words.js"),
    ],
)
def test_the_server_picks_the_page_of_the_reader(
    built: Path, path: str, headers: dict[str, str], served: str
) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])

    async def nothing(*_: Any) -> None:
        return None

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": raw}
    asyncio.run(Readers(app, built)(scope, nothing, nothing))  # type: ignore[arg-type]
    assert seen == [served]
