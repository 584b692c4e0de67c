"""The child process that touches hostile pictures, started by `images.clean`.

Arguments: CPU seconds, memory bytes, file bytes, source, folder, format, limits as JSON.
Writes `full` and `thumbnail` into the folder and one JSON object to standard output.
"""

import errno
import io
import json
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from livechat.adapters.child import limit_itself

# EXIF orientation to what makes the picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.ENOENT}


class Refused(Exception):
    """The picture breaks a limit; the argument is the catalogue key after `image.`."""


def read(source: Path, kind: str, limits: dict[str, int]) -> Image.Image:
    """The first frame, decoded, no larger than `full_side`, upright, in RGB or RGBA."""
    picture = Image.open(source, formats=[kind])
    width, height = picture.size
    # Only the header has been read so far: this is what stops a bomb.
    if width * height > limits["max_pixels"] or max(width, height) > limits["max_side"]:
        raise Refused("too_many_pixels")
    side = limits["full_side"]
    picture.draft("RGB", (side, side))
    picture.load()
    orientation, profile = _orientation(picture), picture.info.get("icc_profile")
    plain = _plain(picture)
    picture.close()
    plain.thumbnail((side, side), Image.Resampling.LANCZOS)
    plain = _in_srgb(plain, profile)
    turn = _UPRIGHT.get(orientation)
    return plain.transpose(turn) if turn is not None else plain


def _orientation(picture: Image.Image) -> int:
    with suppress(Exception):
        return int(picture.getexif().get(0x0112, 1))
    return 1


def _plain(picture: Image.Image) -> Image.Image:
    """A new picture of the pixels alone: text chunks, EXIF, XMP and profiles stay behind."""
    if picture.mode.startswith("I"):
        # 16 bits: a plain conversion would clip everything above 255 to white.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    plain = picture.convert(mode)
    if plain is picture:
        plain = picture.copy()
    plain.info = {}
    return plain


def _in_srgb(plain: Image.Image, profile: Any) -> Image.Image:
    """Colours as the embedded profile means them; a broken profile is simply dropped."""
    if not profile:
        return plain
    with suppress(Exception):
        converted = ImageCms.profileToProfile(
            plain, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
        if converted is not None:
            converted.info = {}
            return converted
    return plain


def write(picture: Image.Image, kind: str, folder: Path, side: int) -> dict[str, object]:
    """Save both files; screenshots stay lossless, photographs stay small."""
    lossless = kind == "PNG" or picture.mode == "RGBA"
    if lossless:
        picture.save(folder / "full", format="PNG")
    else:
        picture.save(folder / "full", format="JPEG", quality=88, optimize=True)
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        backed = Image.new("RGB", small.size, "white")
        backed.paste(small, mask=small.getchannel("A"))
        small = backed
    small.save(folder / "thumbnail", format="JPEG", quality=82, optimize=True)
    return {
        "format": "PNG" if lossless else "JPEG",
        "width": picture.width,
        "height": picture.height,
        "thumbnail_width": small.width,
        "thumbnail_height": small.height,
    }


def main(arguments: list[str]) -> dict[str, object]:
    """Do the work and say what came of it."""
    limit_itself(*arguments[:3])
    source, folder, kind = Path(arguments[3]), Path(arguments[4]), arguments[5]
    limits: dict[str, int] = json.loads(arguments[6])
    # Our own limit above is the judge; Pillow's would only warn.
    Image.MAX_IMAGE_PIXELS = limits["max_pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = read(source, kind, limits)
    except Refused as refusal:
        return {"error": refusal.args[0]}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"error": "too_many_pixels"}
    except MemoryError:
        return {"error": "too_heavy"}
    except Exception:
        # Decoders raise nearly anything on hostile input; all of it means the same to us.
        return {"error": "damaged"}
    try:
        return write(picture, kind, folder, limits["thumbnail_side"])
    except MemoryError:
        return {"error": "too_heavy"}
    except OSError as fault:
        if fault.errno in _DISK:
            return {"error": "disk", "errno": fault.errno}
        return {"error": "too_heavy"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])))
