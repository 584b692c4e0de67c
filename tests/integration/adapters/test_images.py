"""Hostile pictures against the real child process (T33 to T36)."""

import hashlib
import io
import os
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from livechat.adapters.child import ChildLimits
from livechat.adapters.images import CleanImage, ImageLimits, ImageRefusedError, clean

MIB = 1024 * 1024


class Taker:
    """Gives bytes to the adapter as an upload does: a temporary file and a private folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def __call__(self, data: bytes, limits: ImageLimits | None = None) -> CleanImage:
        self._count += 1
        source, into = self.folder / f"{self._count}.upload", self.folder / f"{self._count}"
        source.write_bytes(data)
        into.mkdir()
        return clean(source, into, limits)

    def refusal(self, data: bytes, limits: ImageLimits | None = None) -> str:
        with pytest.raises(ImageRefusedError) as refused:
            self(data, limits)
        assert str(refused.value).endswith(".")
        return refused.value.key


@pytest.fixture
def take(tmp_path: Path) -> Taker:
    return Taker(tmp_path)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def two_halves(width: int = 60, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right: turning it shows."""
    image = Image.new("RGB", (width, height), (220, 20, 20))
    image.paste((20, 20, 220), (width // 2, 0, width, height))
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *middle: bytes, pixels: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = [chunk(b"IHDR", header), *middle, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


@pytest.mark.parametrize(
    ("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/jpeg")]
)
def test_sound_pictures_come_out_with_thumbnail_hash_and_size(
    take: Taker, kind: str, media_type: str
) -> None:
    result = take(encoded(two_halves(1600, 900), kind))
    assert (result.media_type, result.width, result.height) == (media_type, 1600, 900)
    assert (result.thumbnail_width, result.thumbnail_height) == (640, 360)
    data = result.full.read_bytes()
    assert result.sha256 == hashlib.sha256(data).hexdigest()
    assert result.size == len(data)
    with Image.open(result.full) as full, Image.open(result.thumbnail) as small:
        full.load()
        assert (full.size, small.size) == ((1600, 900), (640, 360))
        red, blue = full.convert("RGB").getpixel((10, 450)), full.convert("RGB").getpixel((1590, 5))
    assert red[0] > 190 > 60 > red[2]  # type: ignore[index]
    assert blue[2] > 190 > 60 > blue[0]  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_png_mode_keeps_its_brightness(take: Taker, mode: str) -> None:
    grey = Image.new("I;16", (30, 30), 0x8000) if mode == "I;16" else None
    image = grey or Image.new("L", (30, 30), 128).convert(mode)
    result = take(encoded(image, "PNG"))
    with Image.open(result.full) as full:
        seen = full.convert("L").getpixel((15, 15))
    # One bit knows black and white only.
    assert seen in (0, 255) if mode == "1" else abs(seen - 128) <= 2  # type: ignore[operator]


def test_transparency_survives_and_the_thumbnail_stands_on_white(take: Taker) -> None:
    image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    for kind in ("PNG", "WEBP"):
        result = take(encoded(image, kind))
        with Image.open(result.full) as full, Image.open(result.thumbnail) as small:
            assert full.getpixel((5, 5))[3] == 0  # type: ignore[index]
            assert small.getpixel((5, 5)) == (255, 255, 255)


def test_cmyk_photograph_becomes_rgb(take: Taker) -> None:
    result = take(encoded(two_halves().convert("CMYK"), "JPEG"))
    with Image.open(result.full) as full:
        assert full.mode == "RGB"
        assert full.getpixel((5, 5))[0] > 180  # type: ignore[index]


def test_huge_photograph_is_made_smaller(take: Taker) -> None:
    result = take(encoded(two_halves(9000, 4500), "JPEG", quality=40))
    assert (result.width, result.height) == (4096, 2048)


# T33: bombs


def test_t33_header_that_claims_gigapixels_is_judged_before_decoding(take: Taker) -> None:
    assert take.refusal(png(60_000, 60_000)) == "image.too_many_pixels"
    assert take.refusal(png(40_000, 10)) == "image.too_many_pixels"
    assert take.refusal(png(2**31 - 1, 2**31 - 1)) in ("image.too_many_pixels", "image.damaged")


def test_t33_real_bomb_of_144_megapixels_in_150_kilobytes(take: Taker) -> None:
    squeezed = zlib.compressobj(9)
    row = b"\x00" * (1 + 12_000 * 3)
    pixels = b"".join([*(squeezed.compress(row) for _ in range(12_000)), squeezed.flush()])
    bomb = png(12_000, 12_000, pixels=pixels)
    assert len(bomb) < MIB
    assert take.refusal(bomb) == "image.too_many_pixels"
    # Even with the pixel limit lifted, the child's memory limit ends it, and only it.
    narrow = ChildLimits(wall_s=30, cpu_s=20, memory_bytes=300 * MIB, file_bytes=MIB)
    wide = ImageLimits(max_pixels=10**9, child=narrow)
    assert take.refusal(bomb, wide) in ("image.too_heavy", "image.damaged")


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_t33_metadata_that_unpacks_to_a_gigabyte(take: Taker, kind: bytes) -> None:
    squeezed = zlib.compressobj(9)
    blob = b"".join([*(squeezed.compress(b"\0" * MIB) for _ in range(1024)), squeezed.flush()])
    bomb = png(1, 1, chunk(kind, b"name\0\0" + blob), pixels=zlib.compress(b"\0\1\2\3"))
    try:
        result = take(bomb)
    except ImageRefusedError:
        return
    assert result.size < 1000


def test_t33_a_photograph_of_thousands_of_layers_is_given_up(take: Taker) -> None:
    # A progressive JPEG may come in any number of passes over all of its pixels.
    data = encoded(Image.effect_noise((3000, 3000), 2), "JPEG", progressive=True, quality=30)
    last = data.rindex(b"\xff\xda")
    scan = data[last:-2]
    bomb = data[:-2] + scan * min(4000, (5 * MIB - len(data)) // len(scan)) + data[-2:]
    assert len(bomb) < 5 * MIB
    patient = ImageLimits(
        child=ChildLimits(wall_s=4, cpu_s=2, memory_bytes=1024 * MIB, file_bytes=64 * MIB)
    )
    start = time.monotonic()
    assert take.refusal(bomb, patient) in ("image.too_heavy", "image.damaged")
    assert time.monotonic() - start < 8


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_t33_other_headers_that_claim_too_much(take: Taker, kind: str) -> None:
    data = bytearray(encoded(two_halves(), kind))
    if kind == "JPEG":
        frame = data.index(b"\xff\xc0")
        data[frame + 5 : frame + 9] = struct.pack(">HH", 65_500, 65_500)
    else:
        frame = data.index(b"\x9d\x01\x2a")
        data[frame + 3 : frame + 7] = struct.pack("<HH", 16_383, 16_383)
    assert take.refusal(bytes(data)) in ("image.too_many_pixels", "image.damaged")


def test_t33_slow_child_is_killed(take: Taker) -> None:
    hurried = ImageLimits(
        child=ChildLimits(wall_s=0.05, cpu_s=5, memory_bytes=1024 * MIB, file_bytes=MIB)
    )
    assert take.refusal(encoded(two_halves(3000, 3000), "PNG"), hurried) == "image.too_heavy"


# T34: animations


def test_t34_only_the_first_of_10_000_frames_is_kept(take: Taker) -> None:
    frames = [Image.new("RGB", (8, 8), (index % 256, 0, 0)) for index in range(1, 10_000)]
    movie = encoded(
        Image.new("RGB", (8, 8), (0, 255, 0)), "PNG", save_all=True, append_images=frames
    )
    result = take(movie)
    assert result.size < 500
    with Image.open(result.full) as full:
        assert getattr(full, "n_frames", 1) == 1
        assert full.getpixel((4, 4)) == (0, 255, 0)


def test_t34_animated_webp_becomes_a_still(take: Taker) -> None:
    frames = [Image.new("RGB", (64, 64), (index * 5 % 256, 0, 90)) for index in range(300)]
    movie = encoded(
        Image.new("RGB", (64, 64), "white"), "WEBP", save_all=True, append_images=frames
    )
    result = take(movie)
    with Image.open(result.full) as full:
        assert full.format == "JPEG"
        assert min(full.getpixel((32, 32))) > 240  # type: ignore[type-var,arg-type]


# T35: something else under a picture's name


def _svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _tiff() -> bytes:
    return encoded(two_halves(), "TIFF")


@pytest.mark.parametrize(
    "data",
    [
        _svg(),
        b'<?xml version="1.0"?>' + _svg(),
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>endobj",
        b"%PDF-1.4\n" + encoded(two_halves(), "JPEG"),
        _tiff(),
        encoded(two_halves(), "GIF"),
        encoded(two_halves(), "BMP"),
        encoded(two_halves(), "ICO"),
        b"RIFF\0\0\0\0AVI LIST",
        b"\0\0\0\x1cftypheic",
        b"#!/bin/sh\nexit\n",
        b" " + encoded(two_halves(), "PNG"),
    ],
    ids=str.split("svg xml html pdf pdf+jpeg tiff gif bmp ico avi heic script space+png"),
)
def test_t35_other_formats_are_refused_whatever_their_name(take: Taker, data: bytes) -> None:
    assert take.refusal(data) == "image.not_a_picture"


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x99\0\0\0WEBP"])
@pytest.mark.parametrize("rest", [_svg(), b"", os.urandom(5000), _tiff()])
def test_t35_a_true_start_with_a_false_rest_is_refused(
    take: Taker, head: bytes, rest: bytes
) -> None:
    assert take.refusal(head + rest) == "image.damaged"


def test_t35_what_hides_behind_a_picture_does_not_come_out(take: Taker) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("evil.html", "<script>alert('zip')</script>")
    for kind in ("PNG", "JPEG", "WEBP"):
        for tail in (packed.getvalue(), b"<html><script>alert(1)</script>", b"%PDF-1.4 /JS"):
            result = take(encoded(two_halves(), kind) + tail)
            for written in (result.full, result.thumbnail):
                data = written.read_bytes()
                assert b"script" not in data
                assert b"PK\x03\x04" not in data
                assert b"%PDF" not in data


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_truncated_picture_is_refused(take: Taker, kind: str) -> None:
    noise = Image.frombytes("RGB", (200, 200), os.urandom(120_000))
    data = encoded(noise, kind)
    assert take.refusal(data[: len(data) // 2]) == "image.damaged"


def test_empty_and_oversized_files_are_told_apart(take: Taker) -> None:
    assert take.refusal(b"") == "image.empty"
    assert take.refusal(b"\x89PNG\r\n\x1a\n" + b"\0" * (5 * MIB)) == "image.too_many_bytes"


# T36: metadata


def test_t36_place_and_script_in_metadata_are_gone(take: Taker) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert('exif')</script>"
    exif[0x013B] = "Amina Secretname"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert('text')</script>")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Secretname</x:xmpmeta>", zip=True)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta>Secretname<script></x:xmpmeta>"
    hostile = [
        encoded(two_halves(), "JPEG", exif=exif, comment=b"<script>", icc_profile=profile, xmp=xmp),
        encoded(two_halves(), "PNG", exif=exif, pnginfo=notes, icc_profile=profile, dpi=(72, 72)),
        encoded(two_halves(), "WEBP", exif=exif, xmp=xmp, icc_profile=profile),
    ]
    for data in hostile:
        result = take(data)
        for written in (result.full, result.thumbnail):
            raw = written.read_bytes()
            with Image.open(written) as image:
                image.load()
                assert not image.getexif()
                harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
                assert set(image.info) - harmless == set()
            for trace in (b"script", b"Secretname", b"Exif", b"xmp", b"ICC_PROFILE", b"iCCP"):
                assert trace not in raw


def test_t36_earlier_versions_and_companions_inside_a_photograph_are_gone(take: Taker) -> None:
    before = Image.new("RGB", (32, 32), (0, 255, 0))
    green = encoded(before, "JPEG", comment=b"uncropped-before")
    # The small preview that cameras keep, and programs forget to crop along.
    exif = Image.Exif()
    exif[0x0112] = 1
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    preview = exif.tobytes()[6:] + b"preview-follows" + green
    photo = encoded(two_halves(), "JPEG", exif=b"Exif\0\0" + preview)
    # A second picture and a film behind the first, as phones add them; editors' own blocks.
    several = encoded(two_halves(), "MPO", save_all=True, append_images=[before])
    moving = encoded(two_halves(), "JPEG") + b"\0\0\0\x18ftypmp42 moov udta place+52.5200"
    editor = b"Photoshop 3.0\08BIM\x04\x04 author-of-the-photo"
    block = b"\xff\xed" + struct.pack(">H", len(editor) + 2) + editor
    edited = photo[:2] + block + photo[2:]
    for data in (photo, several, moving, edited):
        result = take(data)
        for written in (result.full, result.thumbnail):
            raw = written.read_bytes()
            for trace in (
                b"uncropped",
                b"preview-",
                b"ftyp",
                b"place+",
                b"8BIM",
                b"author-of",
                b"MPF",
            ):
                assert trace not in raw
            assert raw.count(b"\xff\xd8\xff") == 1
            with Image.open(written) as image:
                colours = image.convert("RGB").resize((6, 4)).tobytes()
            # Nothing green: red and blue halves are all there is.
            assert max(colours[1::3]) < 120


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_t36_pictures_come_out_upright(take: Taker, kind: str, orientation: int) -> None:
    upright = two_halves(80, 40)
    # What a camera stores for each orientation: the inverse of the turn that shows it upright.
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    result = take(encoded(stored, kind, exif=exif))
    assert (result.width, result.height) == (80, 40)
    for written in (result.full, result.thumbnail):
        with Image.open(written) as image:
            assert image.size == (80, 40)
            assert image.getpixel((8, 20))[0] > 180  # type: ignore[index]
            assert image.getpixel((72, 20))[2] > 180  # type: ignore[index]


def test_broken_exif_does_not_cost_the_picture(take: Taker) -> None:
    data = encoded(two_halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xff" * 40)
    assert take(data).width == 60


def test_r13_full_disk_is_our_trouble_and_not_the_pictures(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    source.write_bytes(encoded(two_halves(), "PNG"))
    into.mkdir()
    (into / "full").symlink_to("/dev/full")
    with pytest.raises(OSError, match="could not be written"):
        clean(source, into)
