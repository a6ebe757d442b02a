"""The search index, one row a published version; the stream of changes."""

from django.db import models

from articles.models import Revision


class ArchiveState(models.Model):
    """One row: see portal/watching.py."""

    token = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.token


class SearchEntry(models.Model):
    """The grams beside it live in the database's own full-text index."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="search")
    title = models.TextField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.title


class Change(models.Model):
    """变更: one change of what the public reads. Frozen once it has its position (portal/changes.py)."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", "发布"
        CORRECTED = "corrected", "更正"
        WITHDRAWN = "withdrawn", "撤回"

    kind = models.CharField(max_length=10, choices=Kind)
    # The version that appeared; of a withdrawal, the one that was public until then.
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    # 1, 2, 3 …; nothing yet for what is scheduled.
    position = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], condition=models.Q(position=None), name="change_waiting")]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"
