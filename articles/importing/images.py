"""Pictures that a file holds: named once, checked once, and never more of them than a machine can unpack."""

import io
import warnings
from collections.abc import Iterable

from django.utils.translation import gettext as _
from PIL import Image

from articles import body as bodies
from articles import pictures
from articles.importing.errors import ImportRefused
from articles.importing.losses import Kind, Losses

# Of all pictures of one bulletin together: a small file can hold hundreds that are each just under the limit for one.
MOST_PIXELS_TOGETHER = 1_000_000_000
ENDINGS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp"}


class Album:
    """The pictures of one file: `contents` by the names that stand in the body."""

    def __init__(self, losses: Losses) -> None:
        self.contents: dict[str, bytes] = {}
        self._losses = losses
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._pixels = 0

    def take(self, key: str, name: str, content: bytes | None) -> str:
        """The name under which the picture is placed; of one that cannot be read only the place is kept.

        key: what the file knows it by; the same key is the same picture. Raises ImportRefused for more than fits.
        """
        if key in self._names:
            return self._names[key]
        name = self._names[key] = self._unique(bodies.picture_name(name) or "图片.png")
        if content is None or not self._is_readable(content):
            self._losses.add(Kind.PICTURES_UNREAD, name)
        else:
            self.contents[name] = content
        return name

    def place(self, key: str, name: str) -> str:
        """A name for a picture that is not here."""
        if key not in self._names:
            self._names[key] = self._unique(bodies.picture_name(name) or "图片.png")
        return self._names[key]

    def _unique(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        if not dot:
            stem, ending = name, ""
        candidate, number = name, 1
        while candidate.lower() in self._taken:
            number += 1
            candidate = f"{stem[:80]}-{number}{dot}{ending}"
        self._taken.add(candidate.lower())
        return candidate

    def _is_readable(self, content: bytes) -> bool:
        self._pixels += pixels(content)
        if self._pixels > MOST_PIXELS_TOGETHER:
            raise ImportRefused(too_many_pixels())
        try:
            pictures.check(content)
        except pictures.PictureRefused:
            return False
        return True


def ending_of(content: bytes) -> str:
    return next((ending for start, ending in ENDINGS.items() if content.startswith(start)), ".bin")


def pixels(content: bytes) -> int:
    """By its header; 0 for what is no picture, which is told where it is attached."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=list(pictures.FORMATS)) as image:
                return image.width * image.height
    except Exception:  # whatever a damaged header makes Pillow raise
        return 0


def check_together(contents: Iterable[bytes]) -> None:
    if sum(map(pixels, contents)) > MOST_PIXELS_TOGETHER:
        raise ImportRefused(too_many_pixels())


def too_many_pixels() -> str:
    return _("所有图片的像素合计超过 10 亿。请先缩小图片，或分成几篇分别导入。")
