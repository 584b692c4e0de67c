"""The child process that lays out a transcript, started by `pdf.TranscriptPdf`.

Arguments: CPU seconds, memory bytes, file bytes, processes, `reading` or `filing`. The current
folder holds `part-000.html` and so on, `running.json` (what the margins say), `base.css`,
`frame.css`, `sheets.css`, `filing.css` and `image-N`; the result is `out.pdf`. Output: a line
`part N` after each part of several, and at last one JSON object.
"""

import errno
import gc
import json
import logging
import multiprocessing
import re
import resource
import sys
import zlib
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import pydyf
import weasyprint
from weasyprint.draw import text as weasyprint_text
from weasyprint.images import RasterImage
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcherResponse

from livechat.adapters.child import limit_itself
from livechat.adapters.pdf_merge import Joiner, Part, take_apart

_IMAGE = re.compile(r"livechat-image:(\d{1,6})")

_READING: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
# Tagged too: it says less about itself than PDF/A-3a would, and promises only what is sure.
_FILING: dict[str, Any] = {"pdf_variant": "pdf/a-3u", "pdf_tags": True}


class RefusedAddressError(ValueError):
    """Something in the document asked for an address outside; nothing is ever fetched."""


def fetch(url: str) -> URLFetcherResponse:
    """Our own pictures from the current folder; every other address is refused."""
    own = _IMAGE.fullmatch(url)
    if own is None:
        raise RefusedAddressError("only own pictures")
    return URLFetcherResponse(url, Path(f"image-{own[1]}").read_bytes())


def _document(html: str, styles: list[str], variant: dict[str, Any]) -> weasyprint.Document:
    fonts = FontConfiguration()
    sheets = [
        weasyprint.CSS(
            string=Path(style).read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetch
        )
        for style in styles
    ]
    page = weasyprint.HTML(string=html, url_fetcher=fetch)
    return page.render(stylesheets=sheets, font_config=fonts, optimize_images=False, **variant)


def _styles(variant: dict[str, Any], *names: str) -> list[str]:
    return [*names, "filing.css"] if variant is _FILING else [*names]


def render_whole(source: Path, variant: dict[str, Any]) -> int:
    """A short conversation in one go; returns the number of pages."""
    running = "".join(
        f'<div class="frame-{name}" data-text="{said}"></div>' for name, said in _running().items()
    )
    html = source.read_text(encoding="utf-8").replace("<body>", f"<body>{running}", 1)
    document = _document(html, _styles(variant, "base.css", "frame.css"), variant)
    document.write_pdf("out.pdf", pdf_identifier=True, **variant)
    return len(document.pages)


def render_part(source: Path, use: str) -> Part:
    """One part of a long conversation, without margins."""
    variant = _variant(use)
    html = source.read_text(encoding="utf-8")
    part = _taken_apart(_document(html, _styles(variant, "base.css"), variant), variant)
    # The boxes of this part must go before the next one is laid out.
    gc.collect()
    return part


def render_frame(pages: range, total: int) -> Part:
    """Some of the empty pages, with what stands in their margins."""
    words = _running()
    sheets = "".join(_sheet(words, page, total) for page in pages)
    html = f'<html lang="en"><body>{sheets}</body></html>'
    return _taken_apart(_document(html, ["sheets.css"], {}), {})


def _sheet(words: dict[str, str], page: int, total: int) -> str:
    # The first page has the institution's name in its masthead.
    name = f'<p class="top start">{words["institution"]}</p>' if page > 1 else ""
    return (
        f'{name}<p class="top end">{words["reference"]}</p>'
        f'<p class="bottom start">{words["made"]}</p>'
        f'<p class="bottom end">{words["page"]}{page}{words["of"]}{total}</p>'
    )


def _variant(use: str) -> dict[str, Any]:
    return {"reading": _READING, "filing": _FILING}[use]


def _running() -> dict[str, str]:
    words: dict[str, str] = json.loads(Path("running.json").read_text(encoding="utf-8"))
    return {name: escape(said) for name, said in words.items()}


class _TakenApart(Exception):
    """Leaves WeasyPrint before it writes and compresses a file that nobody needs."""


def _taken_apart(document: weasyprint.Document, variant: dict[str, Any]) -> Part:
    def leave(_: weasyprint.Document, pdf: Any) -> None:
        raise _TakenApart(take_apart(pdf))

    try:
        document.write_pdf(finisher=leave, **variant)
    except _TakenApart as taken:
        part: Part = taken.args[0]
        return part
    raise RuntimeError("WeasyPrint called no finisher")


def render_joined(sources: list[Path], processes: int, use: str) -> int:
    """Parts side by side in forked processes, joined in order; returns the number of pages."""
    joiner = Joiner()
    context = multiprocessing.get_context("fork")
    # Unlike multiprocessing's own pool, it notices when a limit kills one of its processes.
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        parts = pool.map(partial(render_part, use=use), sources)
        for number, part in enumerate(parts, start=1):
            joiner.add(part)
            _say(f"part {number}")
        total = joiner.page_count
        step = -(-total // processes)
        shares = [range(first, min(first + step, total + 1)) for first in range(1, total + 1, step)]
        for frame in pool.map(partial(render_frame, total=total), shares):
            joiner.add_frame(frame)
    with Path("out.pdf").open("wb") as output:
        joiner.write(output)
    return joiner.page_count


def _keep_emoji() -> None:
    """WeasyPrint encodes the picture of an emoji anew each time it occurs: once is enough."""
    made: dict[str, RasterImage] = {}

    def kept(picture: Any, image_id: str, data: bytes) -> RasterImage:
        if image_id not in made:
            made[image_id] = RasterImage(picture, image_id, data)
        return made[image_id]

    weasyprint_text.RasterImage = kept


class _Zlib:
    """Level 9, which pydyf asks for, takes ten times as long for a tenth less."""

    @staticmethod
    def compressobj(level: int) -> Any:
        return zlib.compressobj(min(level, 6))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> None:
    """Lay out what is in the folder and report pages and memory."""
    limit_itself(*arguments[:3])
    # A short-lived process: collecting cycles costs a third of the time and gains nothing.
    gc.disable()
    # It warns for each glyph that no font has; such text is user input, not for our logs.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    _keep_emoji()
    pydyf.zlib = _Zlib
    # What is loaded by now is never collected: forked processes go on sharing it.
    gc.freeze()
    sources = sorted(Path.cwd().glob("part-*.html"))
    if len(sources) == 1:
        pages = render_whole(sources[0], _variant(arguments[4]))
    else:
        pages = render_joined(sources, int(arguments[3]), arguments[4])
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    _say(json.dumps({"pages": pages, "peak_kib": own, "peak_child_kib": children}))


def _run(arguments: list[str]) -> int:
    """The exit code: 3 says that a limit was hit, as a signal does."""
    try:
        main(arguments)
    except (MemoryError, BrokenProcessPool):
        return 3
    except OSError as fault:
        if fault.errno in (errno.EFBIG, errno.ENOMEM):
            return 3
        raise
    return 0


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
