"""Uploaded pictures: checked, kept as they came, and made smaller once for readers (WebP and JPEG, no place data).

The original stays byte for byte in storage under its hash; what is served are the renditions, which are drawn anew and so
carry no EXIF, no GPS place, no camera's serial number.
"""

import hashlib
import io
import warnings

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from articles.models import Picture

WIDTHS = (480, 960, 1600)  # px; nothing is enlarged
LARGEST_FILE = 20 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000  # a 50-megapixel photograph; beyond it a small file may unpack into gigabytes
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}


class PictureRefused(Exception):
    """Says why, and what to do, in the editor's language."""


def attach(picture: Picture, content: bytes) -> None:
    """Checks the bytes, keeps them, makes the renditions and saves the picture. Raises PictureRefused and changes nothing."""
    image, kind = _open(content)
    digest = hashlib.sha256(content).hexdigest()
    renditions = [_rendition(image, width, digest) for width in _widths(image.width)]
    picture.sha256 = digest
    picture.width, picture.height = image.size
    picture.renditions = renditions
    picture.file.name = _keep(f"originals/{digest[:2]}/{digest}.{FORMATS[kind]}", content)
    picture.save()


def check(content: bytes) -> None:
    """Raises PictureRefused for what attach() would refuse."""
    _open(content)


def _open(content: bytes) -> tuple[Image.Image, str]:
    if not content:
        raise PictureRefused(_("图片文件是空的。请重新选择文件。"))
    if len(content) > LARGEST_FILE:
        raise PictureRefused(_("图片超过 20 MB。请先缩小后再上传。"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=list(FORMATS))
            # The size stands in the header: a decompression bomb is refused before a pixel is unpacked.
            if image.width * image.height > MOST_PIXELS:
                raise PictureRefused(_("图片像素过多（超过 5000 万像素）。请先缩小后再上传。"))
            kind = str(image.format)
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_("图片像素过多（超过 5000 万像素）。请先缩小后再上传。")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureRefused(_("这不是能读取的图片。请上传 JPEG、PNG、WebP 或 GIF 文件。")) from error
    return ImageOps.exif_transpose(image), kind


def _widths(width: int) -> list[int]:
    return [w for w in WIDTHS if w < width] + ([width] if width <= WIDTHS[-1] else [])


def _rendition(image: Image.Image, width: int, digest: str) -> dict[str, int | str]:
    height = max(1, round(image.height * width / image.width))
    # JPEG has no transparency: a transparent picture stands on white in both forms, so that both look alike.
    flat = Image.new("RGB", image.size, "white")
    rgba = image.convert("RGBA")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    small = flat if width == image.width else flat.resize((width, height), Image.Resampling.LANCZOS)
    written: dict[str, int | str] = {"width": width, "height": height}
    for kind, options in (("webp", {"quality": 80, "method": 4}), ("jpeg", {"quality": 82, "progressive": True})):
        buffer = io.BytesIO()
        small.save(buffer, kind, **options)
        written[kind] = _keep(f"pictures/{digest[:2]}/{digest[:32]}-{width}.{kind}", buffer.getvalue())
    return written


def _keep(name: str, content: bytes) -> str:
    """Files are named by what is in them: the same picture is stored once, and a leftover of a failed save does no harm."""
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))
