"""A transcript's pictures on their way to the process that lays it out."""

import logging
from collections.abc import Callable
from pathlib import Path

from livechat.domain.text import t
from livechat.domain.transcript import TranscriptImage

log = logging.getLogger(__name__)
# Bytes by key; None when the picture is gone; OSError when it cannot be read now.
ImageLoader = Callable[[str], bytes | None]

_WIDTH_PT, _HEIGHT_PT = 300.0, 240.0
_PT_PER_PX = 0.75


class Pictures:
    """Puts pictures into the worker's folder under numbers, each key once."""

    def __init__(self, folder: Path, load: ImageLoader) -> None:
        self._folder = folder
        self._load = load
        self._addresses: dict[str, str | None] = {}
        self._is_away = False

    def address(self, image: TranscriptImage) -> str | None:
        """The address for the template, None when there is no picture."""
        if image.key not in self._addresses:
            data = self._loaded(image.key)
            number = len(self._addresses)
            if data is not None:
                (self._folder / f"image-{number}").write_bytes(data)
            self._addresses[image.key] = None if data is None else f"livechat-image:{number}"
        return self._addresses[image.key]

    def placed(self, image: TranscriptImage) -> dict[str, object]:
        """What the template needs to show it, or to say why it cannot."""
        address = self.address(image)
        absence = "transcript.picture_away" if self._is_away else "transcript.picture_missing"
        key = "transcript.picture" if address else absence
        width, height = image.width * _PT_PER_PX, image.height * _PT_PER_PX
        scale = min(1.0, _WIDTH_PT / max(width, 1), _HEIGHT_PT / max(height, 1))
        return {
            "src": address,
            "alt": t(key, alt=image.alt),
            "width_pt": round(width * scale, 1),
            "height_pt": round(height * scale, 1),
        }

    def _loaded(self, key: str) -> bytes | None:
        # Each further request to a storage that is away would wait as long as the first.
        if self._is_away:
            return None
        try:
            return self._load(key)
        except OSError as error:
            log.warning("a picture cannot be read", extra={"error": type(error).__name__})
            self._is_away = True
            return None
