from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from articles import archive
from articles.body import to_text
from articles.models import Original, Picture, Printout, Revision
from articles.publishing import sealed_bytes
from indicators.models import Record
from indicators.receivers import sealed_records


class Command(BaseCommand):
    help = "Recomputes every hash and anchor of what is published. Exit status 1, and a line for each thing that does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [
            *self.broken_chain(),
            *self.changed_texts(),
            *self.lost_anchors(),
            *self.changed_originals(),
            *self.lost_pictures(),
            *self.lost_printouts(),
        ]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise SystemExit(1)
        self.stdout.write(f"ok: {published().count()} published versions")

    def broken_chain(self) -> Iterator[str]:
        for error in archive.verify(entries()):
            yield f"{type(error).__name__}: version with sequence {error}"

    def changed_texts(self) -> Iterator[str]:
        for revision in published().iterator(100):
            if to_text(revision.title, revision.body) != revision.text:
                yield f"TextDiffersFromBody: article {revision.article_id} version {revision.number}"

    def lost_anchors(self) -> Iterator[str]:
        records = Record.objects.filter(revision__in=published()).exclude(status=Record.Status.DETACHED)
        for record in records.select_related("revision").iterator(500):
            if record.revision.text[record.start : record.end] != record.exact:
                yield f"AnchorLost: record {record.pk} of article {record.revision.article_id}"

    def changed_originals(self) -> Iterator[str]:
        for original in Original.objects.iterator(20):
            if archive.digest(bytes(original.content)) != original.sha256:
                yield f"OriginalChanged: {original.filename} of article {original.article_id}"

    def lost_pictures(self) -> Iterator[str]:
        for picture in Picture.objects.filter(revision__in=published()).exclude(file="").iterator(100):
            try:
                with picture.file.storage.open(str(picture.file.name)) as file:
                    held = archive.digest(file.read()) == picture.sha256
            except OSError:
                held = False
            if not held:
                yield f"PictureLost: {picture.name} of version {picture.revision_id}"

    def lost_printouts(self) -> Iterator[str]:
        for printout in Printout.objects.order_by("pk").iterator(100):
            try:
                with default_storage.open(printout.file) as file:
                    held = archive.digest(file.read()) == printout.sha256
            except OSError:
                held = False
            if not held:
                yield f"PrintoutLost: PDF of version {printout.revision_id}"


def published() -> Any:
    return Revision.objects.filter(state=Revision.State.PUBLISHED).select_related("article").order_by("sequence")


def entries() -> Iterator[archive.Entry]:
    for revision in published().iterator(100):
        content = sealed_bytes(revision, [sealed_records(revision)])
        yield archive.Entry(revision.sequence, revision.sha256, revision.previous_sha256, content)
