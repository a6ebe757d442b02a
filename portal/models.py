"""The search index: one row a published version. The grams beside it live in the database's own full-text index."""

from django.db import models

from articles.models import Revision


class ArchiveState(models.Model):
    """One row: see portal/watching.py."""

    token = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.token


class SearchEntry(models.Model):
    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="search")
    title = models.TextField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.title
