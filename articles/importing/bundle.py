"""A zip of files, one bulletin each, with their pictures beside them as a browser or an office lays them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from articles.body import picture_name
from articles.importing import zips
from articles.importing.errors import ImportRefused

LARGEST_BUNDLE = 100 * 1024 * 1024  # bytes
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg", ".emf", ".wmf", ".ico"}
# What systems and browsers lay beside files; nobody means it to be imported.
CLUTTER = {".css", ".js", ".db", ".ini", ".lnk", ".url", ".tmp"}
CONTENT_TYPES = "[Content_Types].xml"  # every Office file has it, no bundle has


@dataclass(frozen=True)
class Bundled:
    """One file of a bundle. filename: with its folders inside the zip."""

    filename: str
    content: bytes = field(repr=False)
    _zip: zips.Zip = field(repr=False)
    _pictures: dict[tuple[PurePosixPath, str], str] = field(repr=False)

    def picture(self, name: str) -> bytes | None:
        """A picture that lies beside the file, by the name that the body gives it."""
        for folder in folders_beside(PurePosixPath(self.filename)):
            if entry := self._pictures.get((folder, name)):
                return self._zip.read(entry)
        return None


def is_bundle(content: bytes, filename: str) -> bool:
    """A zip that is no Office file. A broken one is what its name says."""
    if not zips.is_zip(content):
        return False
    try:
        return CONTENT_TYPES not in zips.Zip(content)
    except ImportRefused:
        return filename.lower().endswith(".zip")


def files_in(content: bytes) -> Iterator[Bundled]:
    """Each file that may be a bulletin; what each of them is, read_bulletin says. Raises ImportRefused."""
    if len(content) > LARGEST_BUNDLE:
        raise ImportRefused(_("压缩包超过 100 MB。请分成几包分别导入。"))
    archive = zips.Zip(content)
    names = [name for name in archive if not _is_clutter(name, archive)]
    if not names:
        raise ImportRefused(_("压缩包里没有可以导入的文件。请放入 Word、PDF、网页、文本或 Markdown 文件后重新压缩。"))
    paths = [path for path in map(PurePosixPath, archive) if path.suffix.lower() in PICTURES]
    pictures = {(path.parent, picture_name(path.name)): str(path) for path in paths}
    for name in sorted(names):
        yield Bundled(name, archive.read(name), archive, pictures)


def folders_beside(file: PurePosixPath) -> list[PurePosixPath]:
    """Where the pictures of a file are looked for."""
    return [file.parent, *(file.parent / name for name in ("pictures", f"{file.stem}_files", f"{file.stem}.files"))]


def _is_clutter(name: str, archive: zips.Zip) -> bool:
    path = PurePosixPath(name)
    if any(part == "__MACOSX" or part.startswith((".", "~$")) for part in path.parts):
        return True
    if path.suffix.lower() in PICTURES | CLUTTER:
        return True
    return any(_belongs_to_a_page(folder, archive) for folder in path.parents)


def _belongs_to_a_page(folder: PurePosixPath, archive: zips.Zip) -> bool:
    """page_files beside page.html holds the page's own parts."""
    for ending in ("_files", ".files"):
        if folder.name.endswith(ending):
            stem = str(folder.parent / folder.name.removesuffix(ending))
            return any(f"{stem}{suffix}" in archive for suffix in (".html", ".htm", ".shtml", ".xhtml"))
    return False
