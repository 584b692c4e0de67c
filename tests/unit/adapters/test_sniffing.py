"""A picture is told by its first bytes, and cheap refusals start no child process."""

from pathlib import Path

import pytest

from livechat.adapters.images import ImageLimits, ImageRefusedError, clean, sniff


def test_the_three_formats_are_told_by_content() -> None:
    assert sniff(b"\x89PNG\r\n\x1a\n....") == "PNG"
    assert sniff(b"\xff\xd8\xff\xe0") == "JPEG"
    assert sniff(b"RIFF\x10\0\0\0WEBPVP8 ") == "WEBP"


@pytest.mark.parametrize("head", [b"", b"\x89PNG", b"GIF89a", b"<svg", b"RIFF....WAVE", b"II*\0"])
def test_everything_else_is_nothing(head: bytes) -> None:
    assert sniff(head) is None


def test_a_file_over_the_limit_is_refused_with_the_limit_in_words(tmp_path: Path) -> None:
    source = tmp_path / "photo.png"
    source.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * (2 * 1024 * 1024))
    with pytest.raises(ImageRefusedError, match="larger than 1 MB"):
        clean(source, tmp_path, ImageLimits(max_bytes=1024 * 1024))
