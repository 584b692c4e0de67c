"""Pictures from outside: judged by content, decoded and written anew in a limited child process."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from livechat.adapters.child import ChildLimits, ChildTimeoutError, run
from livechat.domain.errors import InvalidError

_WORKER = "livechat.adapters.image_worker"
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
_MIB = 1024 * 1024
_CHILD = ChildLimits(wall_s=20, cpu_s=15, memory_bytes=1024 * _MIB, file_bytes=64 * _MIB)


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What is taken in, and how large what we keep may be (sides in pixels)."""

    max_bytes: int = 5 * _MIB
    max_pixels: int = 50_000_000
    max_side: int = 16_384
    full_side: int = 4096
    thumbnail_side: int = 640
    child: ChildLimits = _CHILD


@dataclass(frozen=True, slots=True)
class CleanImage:
    """Two files that we wrote ourselves; the thumbnail is always a JPEG."""

    full: Path
    thumbnail: Path
    media_type: str
    width: int
    height: int
    thumbnail_width: int
    thumbnail_height: int
    size: int
    sha256: str


class ImageRefusedError(InvalidError):
    """This is no picture that we take; `str(error)` says why in plain words."""


def sniff(head: bytes) -> str | None:
    """PNG, JPEG or WEBP by the first bytes (16 are enough); None for everything else."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return None


def clean(source: Path, into: Path, limits: ImageLimits | None = None) -> CleanImage:
    """Write the picture in `source` anew into the folder `into`: first frame, upright, bare.

    Raises ImageRefusedError for anything that is not a sound PNG, JPEG or WebP within the
    limits, and OSError when our own disk is the trouble. Names and claimed types play no part.
    """
    limits = limits or ImageLimits()
    kind = _judge(source, limits)
    wanted = {name: value for name, value in asdict(limits).items() if name != "child"}
    arguments = [str(source.resolve()), str(into.resolve()), kind, json.dumps(wanted)]
    try:
        code, output = run(_WORKER, arguments, limits.child, folder=into)
    except ChildTimeoutError:
        raise ImageRefusedError("image.too_heavy") from None
    answer = _answer(output)
    if code or answer is None:
        # Killed by a limit or crashed in a decoder: hostile or broken, not for us either way.
        raise ImageRefusedError("image.too_heavy")
    if answer.get("error") == "disk":
        raise OSError(answer.get("errno"), "the picture could not be written")
    if "error" in answer:
        raise ImageRefusedError(f"image.{answer['error']}", pixels=limits.max_pixels // 1_000_000)
    return _result(answer, into)


def _judge(source: Path, limits: ImageLimits) -> str:
    size = source.stat().st_size
    if size == 0:
        raise ImageRefusedError("image.empty")
    if size > limits.max_bytes:
        raise ImageRefusedError("image.too_many_bytes", limit=limits.max_bytes // _MIB)
    with source.open("rb") as reader:
        kind = sniff(reader.read(16))
    if kind is None:
        raise ImageRefusedError("image.not_a_picture")
    return kind


def _answer(output: str) -> dict[str, object] | None:
    try:
        answer = json.loads(output)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _result(answer: dict[str, object], into: Path) -> CleanImage:
    def number(name: str) -> int:
        value = answer[name]
        if not isinstance(value, int) or value < 1:
            raise ImageRefusedError("image.damaged")
        return value

    full = into / "full"
    with full.open("rb") as reader:
        sha256 = hashlib.file_digest(reader, "sha256").hexdigest()
    return CleanImage(
        full=full,
        thumbnail=into / "thumbnail",
        media_type=_MEDIA_TYPES[str(answer["format"])],
        width=number("width"),
        height=number("height"),
        thumbnail_width=number("thumbnail_width"),
        thumbnail_height=number("thumbnail_height"),
        size=full.stat().st_size,
        sha256=sha256,
    )
