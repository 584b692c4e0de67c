"""The institution's mark: which files can serve."""

from pathlib import Path

import pytest
from PIL import Image

from livechat import png
from livechat.settings import SettingsError, load


def picture(folder: Path, width: int, height: int, kind: str = "PNG") -> Path:
    file = folder / "mark.png"
    Image.new("RGB", (width, height)).save(file, kind)
    return file


@pytest.mark.parametrize(("width", "height"), [(128, 128), (512, 128), (2000, 1000)])
def test_square_and_wide_marks_serve(tmp_path: Path, width: int, height: int) -> None:
    png.check_mark(picture(tmp_path, width, height))


@pytest.mark.parametrize(
    ("width", "height", "kind", "reason"),
    [
        (96, 96, "PNG", "128 pixels"),
        (600, 128, "PNG", "600×128"),
        (128, 200, "PNG", "128×200"),
        (200, 200, "JPEG", "PNG"),
    ],
)
def test_others_are_refused_with_the_reason(
    tmp_path: Path, width: int, height: int, kind: str, reason: str
) -> None:
    file = picture(tmp_path, width, height, kind)
    with pytest.raises(SettingsError, match=reason):
        load({"LIVECHAT_LOGO": str(file)})


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LIVECHAT_LOGO names a file"):
        load({"LIVECHAT_LOGO": str(tmp_path / "none.png")})


def test_an_accent_that_is_no_colour_stops_the_start() -> None:
    with pytest.raises(SettingsError, match=r"LIVECHAT_ACCENT: 'teal-ish'.*#1a5276"):
        load({"LIVECHAT_ACCENT": "teal-ish"})
