"""The print view as a PDF: made once for each published version, from the same template and stylesheet, and kept.

Made when somebody publishes; for what a command brought in by the hundred, when it is first asked for. Tagged as PDF/UA-1
(ISO 14289-1), so that a screen reader finds headings, tables and the language in it.
"""

import functools
import logging
import mimetypes
import shutil
import subprocess
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import translation
from django.utils.translation import gettext as _

from articles import archive
from articles.models import Printout, Revision
from portal import printing
from portal.modes import Mode

log = logging.getLogger(__name__)


class CannotPrint(Exception):
    """This server cannot make PDF files; says what it lacks, in the reader's language."""


def make_soon(revision: Revision, **kwargs: Any) -> None:
    """Receiver of revision_published. A person who publishes waits the second; a command that brings in hundreds does not.

    After the transaction: a publication must not fail because a font is missing."""
    if revision.published_by is not None:
        transaction.on_commit(functools.partial(_make_after_publishing, revision.pk), robust=True)


def _make_after_publishing(pk: int) -> None:
    try:
        printout_of(Revision.objects.select_related("article__column", "article__region").get(pk=pk))
    except CannotPrint as reason:
        log.warning("no PDF of version %s yet: %s", pk, reason)


def printout_of(revision: Revision) -> Printout:
    """The kept PDF of a published version; made now if there is none. Raises CannotPrint."""
    kept = Printout.objects.filter(revision=revision).first()
    if kept is not None and default_storage.exists(kept.file):
        return kept
    content = pdf_of(revision)
    sha256 = archive.digest(content)
    if kept is not None:
        # Its file is lost. `verify` has said so; readers are given a new one under another name.
        return Printout(revision=revision, file=_keep(content, sha256), sha256=sha256)
    # Two who ask at once: the first one's stays.
    return Printout.objects.get_or_create(
        revision=revision, defaults={"sha256": sha256, "file": _keep(content, sha256)}
    )[0]


def _keep(content: bytes, sha256: str) -> str:
    name = f"prints/{sha256[:2]}/{sha256}.pdf"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))


def pdf_of(revision: Revision) -> bytes:
    """The print view of a version as PDF/UA-1. Raises CannotPrint where the machine lacks what it needs."""
    try:
        import weasyprint
    except OSError as error:
        raise CannotPrint(_("服务器缺少排版程序库 Pango，暂时不能生成 PDF。请用浏览器打印。")) from error
    if not _has_chinese_font():
        raise CannotPrint(_("服务器没有中文字体，暂时不能生成 PDF。请用浏览器打印。"))
    base = f"{'https' if settings.HTTPS else 'http'}://{settings.SITE['domain']}"
    before = get_script_prefix()
    set_script_prefix("/")
    try:
        with translation.override(settings.LANGUAGE_CODE):
            words = render_to_string("articles/print.html", {**context_of(revision, base), **_around()})
            style = render_to_string("articles/running.css", running(revision))
    finally:
        set_script_prefix(before)
    page = weasyprint.HTML(string=words, base_url=base, url_fetcher=_our_files(base))
    return page.write_pdf(
        stylesheets=[weasyprint.CSS(string=style)], pdf_variant="pdf/ua-1", optimize_images=True, dpi=200
    )


def context_of(revision: Revision, base: str, prefix: str = "") -> dict[str, Any]:
    """What the print view shows of a published version. base: `https://host`. prefix: of the reading mode; on paper stand
    ordinary addresses."""
    address = base + reverse("version", args=[revision.article_id, revision.number]).removeprefix(prefix)
    ordinary = base + revision.get_absolute_url().removeprefix(prefix)
    return {
        "revision": revision,
        "article": revision.article,
        "sheet": printing.sheet_of(revision, base, prefix),
        "address": ordinary,
        "canonical_url": ordinary,
        "lasting_address": address,
        "square_code": printing.square_code(address),
    }


def running(revision: Revision) -> dict[str, str]:
    """What stands at the head of every sheet."""
    version = _("第%(n)s版") % {"n": revision.number}
    return {
        "title": printing.css_string(revision.title),
        "origin": printing.css_string(" · ".join(filter(None, [revision.source, version]))),
    }


def _around() -> dict[str, Any]:
    return {"site": settings.SITE, "mode": Mode(), "in_chinese": "", "is_pdf": True}


@functools.cache
def _has_chinese_font() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    listed = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, timeout=20, check=False)  # noqa: S603
    return bool(listed.stdout.strip())


def _our_files(base: str) -> Any:
    """Stylesheets and pictures are read from where they lie; nothing else is fetched, whatever a bulletin's words ask for."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = unquote(urlsplit(url).path)
            if not url.startswith(f"{base}/"):
                raise ValueError(f"not ours: {url}")
            if path.startswith(settings.STATIC_URL):
                name = path.removeprefix(settings.STATIC_URL)
                found = finders.find(name)
                content: Any = open(found, "rb") if found else _collected(name)  # noqa: SIM115 -- weasyprint closes it
            elif path.startswith(f"{settings.MEDIA_URL}pictures/"):
                content = default_storage.open(path.removeprefix(settings.MEDIA_URL))
            else:
                raise ValueError(f"no file: {url}")
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return OurFiles()


def _collected(name: str) -> Any:
    from django.contrib.staticfiles.storage import staticfiles_storage

    return staticfiles_storage.open(name)
