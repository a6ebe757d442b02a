"""Two people at one draft, and work that is never lost: who is in it, what was typed and not yet saved, and what a save would
overwrite. Autosaves are nobody's version: a draft, a named save and a published version are three things (design.md §4)."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Autosave, Presence, Revision

# Somebody who has not been heard of for this long has closed the page.
STILL_THERE = timedelta(minutes=2)
KEPT = ["title", "subtitle", "source", "authors", "summary", "body", "correction_note"]
LONGEST = 2_000_000  # characters of one field; beyond it something else than a bulletin is being typed


def token(revision: Revision) -> str:
    """Names one save of a draft; another save, another token."""
    return revision.saved_at.isoformat()


def newer_save(revision: Revision, known: str) -> Revision | None:
    """The draft as it stands now, when it was saved since the token `known` was given out."""
    now = Revision.objects.only("saved_at", "title", "text").get(pk=revision.pk)
    return now if token(now) != known else None


def enter(revision: Revision, user: User) -> None:
    Presence.objects.update_or_create(revision=revision, user=user, defaults={"seen_at": timezone.now()})


def others_in(revision: Revision, user: User) -> list[User]:
    """Who else has this draft open."""
    here = Presence.objects.filter(revision=revision, seen_at__gt=timezone.now() - STILL_THERE).exclude(user=user)
    return [presence.user for presence in here.select_related("user")]


def autosave(user: User, revision: Revision | None, typed: dict[str, Any]) -> Autosave:
    """Keeps what is in the form, whatever it is worth: nothing is checked, nothing of the draft changes."""
    words = {name: str(typed[name])[:LONGEST] for name in KEPT if name in typed}
    kept, _made = Autosave.objects.update_or_create(user=user, revision=revision, defaults={"words": words})
    return kept


def unsaved(user: User, revision: Revision | None) -> Autosave | None:
    """What this person typed after the last save and lost: by a crash, a closed window, an expired login."""
    kept = Autosave.objects.filter(user=user, revision=revision).first()
    if kept is None or (revision is not None and kept.at <= revision.saved_at):
        return None
    now = {name: getattr(revision, name) for name in kept.words} if revision else dict.fromkeys(kept.words, "")
    return kept if kept.words != now else None


def forget(user: User, revision: Revision | None) -> None:
    Autosave.objects.filter(user=user, revision=revision).delete()
