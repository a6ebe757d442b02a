"""Two people at one draft, and work that is never lost: who is in it, what was typed and not yet saved, and what a save would
overwrite. Autosaves are nobody's version: a draft, a named save and a published version are three things (design.md §4)."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body as bodies
from articles.models import Act, Autosave, Presence, Revision

# A page says when it is left; one that could not (a crash, a lost connection) is taken to be closed after this long. A page in the
# background is heard of once a minute.
STILL_THERE = timedelta(seconds=90)
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


def leave(revision: Revision, user: User) -> None:
    Presence.objects.filter(revision=revision, user=user).delete()


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
    """What this person typed and never saved: because of a crash, a closed window, an expired login, or a draft that was
    submitted meanwhile. Somebody else may have saved since."""
    kept = Autosave.objects.filter(user=user, revision=revision).first()
    if kept is None:
        return None
    now = {name: getattr(revision, name) for name in kept.words} if revision else dict.fromkeys(kept.words, "")
    # As a save would have stored them: the editor writes its HTML a little otherwise.
    typed = {name: bodies.clean(words) if name == "body" else words.strip() for name, words in kept.words.items()}
    return kept if typed != now else None


def forget(user: User, revision: Revision | None) -> None:
    Autosave.objects.filter(user=user, revision=revision).delete()


def what_happened(revision: Revision) -> str:
    """For whoever still has an editor open on a draft that is with somebody else by now."""
    last = Act.objects.filter(article_number=revision.article_id, revision_number=revision.number)
    act = last.select_related("user").first()
    who = (act.user.get_full_name() or act.user.get_username()) if act and act.user else ""
    said = {"state": revision.get_state_display(), "who": who}
    because = _("%(who)s刚办了一步，") % said if who else ""
    return (
        because
        + _("这份稿件现在的状态是“%(state)s”，不能再保存。您写的文字没有丢，已替您留存；退回以后再打开稿件，可以恢复。")
        % said
    )
