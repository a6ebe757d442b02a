"""命名保存: a draft's words kept under a name, compared, and brought back; whatever they take the place of is kept first.

A draft, what was typed and not saved (articles.drafting), a named save and a published version are four things (design.md §4).
Figures are not in a save: they follow the text when it comes back, as they do after any edit (indicators.comparing says which).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import drafting
from articles.models import Act, Article, Column, NamedSave, Picture, Region, Revision
from articles.publishing import By, CannotPublish, may_edit, write_down

LONGEST_NAME = 60
PICTURE = ["name", "alt", "file", "sha256", "width", "height", "renditions"]


class _Pictures(list[Picture]):
    def all(self) -> list[Picture]:
        return self


@dataclass(frozen=True)
class SavedWords:
    """What a save holds, as articles.versions compares it."""

    label: str
    title: str
    subtitle: str
    source: str
    authors: str
    summary: str
    body: str
    correction_note: str
    published_on: datetime
    region_id: int | None
    pictures: _Pictures

    @property
    def text(self) -> str:
        return bodies.to_text(self.title, self.body)


def words_of(draft: Revision) -> dict[str, Any]:
    """All that an editor writes and chooses, as JSON; a picture by the name of its file, which is never overwritten."""
    words = {name: getattr(draft, name) for name in drafting.KEPT}
    words["published_on"] = draft.published_on.isoformat()
    words["column"] = draft.column_id or draft.article.column_id
    words["region"] = draft.region_id or draft.article.region_id
    words["pictures"] = [_picture_words(picture) for picture in draft.pictures.all()]
    return words


def _picture_words(picture: Picture) -> dict[str, Any]:
    return {name: getattr(picture, name) for name in PICTURE} | {"file": picture.file.name or ""}


def read(save: NamedSave) -> SavedWords:
    return SavedWords(
        label=save.name,
        published_on=datetime.fromisoformat(save.words["published_on"]),
        region_id=save.words["region"],
        pictures=_Pictures(Picture(**fields) for fields in save.words["pictures"]),
        **{name: save.words[name] for name in drafting.KEPT},
    )


@transaction.atomic
def keep(draft: Revision, *, by: By, name: str, note: str = "") -> NamedSave:
    """The draft as it was last saved, under a name that this draft has not yet given. Raises CannotPublish."""
    draft = _hold(draft, by)
    name = " ".join(name.split())
    if not name:
        raise CannotPublish([_("请给这一份起个名字，如“送审前”。")])
    if len(name) > LONGEST_NAME or len(note) > 200:
        raise CannotPublish([_("名称至多 %(n)d 字，说明至多 200 字。") % {"n": LONGEST_NAME}])
    if draft.saves.filter(name=name).exists():
        raise CannotPublish([_("已经有一份叫“%(name)s”。请换一个名字。") % {"name": name}])
    return _store(draft, words_of(draft), by, name, note.strip())


@transaction.atomic
def bring_back(save: NamedSave, draft: Revision, *, by: By, known: str) -> None:
    """Puts the saved words into the draft, which is kept first, with what this person had typed and not saved.

    `known` is the save of the draft (drafting.token) that was looked at: a newer one is not overwritten. Raises CannotPublish.
    """
    draft = _hold(draft, by)
    if save.revision.article_id != draft.article_id:
        raise CannotPublish([_("这一份属于另一篇公报。")])
    if drafting.token(draft) != known:
        raise CannotPublish([_("您打开之后，有人保存过这份稿件，没有恢复。请先看看现在的文字。")])
    _keep_what_goes(draft, save, by)
    words = read(save)
    for name in [*drafting.KEPT, "published_on"]:
        setattr(draft, name, getattr(words, name))
    draft.column = Column.objects.filter(pk=save.words["column"]).first() or draft.column
    draft.region = Region.objects.filter(pk=save.words["region"]).first() or draft.region
    draft.save()
    if not draft.article.revisions.filter(state=Revision.State.PUBLISHED).exists():
        place = {"column": draft.column, "region": draft.region}
        Article.objects.filter(pk=draft.article_id).update(**{name: at for name, at in place.items() if at})
    draft.pictures.all().delete()
    for picture in words.pictures:
        picture.revision = draft
    Picture.objects.bulk_create(words.pictures)
    write_down(Act.Verb.BRING_BACK, draft, by, save.name)


def _keep_what_goes(draft: Revision, save: NamedSave, by: By) -> None:
    now = words_of(draft)
    stamp = f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"
    if not any(other.words == now for other in draft.saves.all()):
        _store(
            draft, now, by, _("恢复前 %(time)s") % {"time": stamp}, _("恢复“%(name)s”之前的草稿") % {"name": save.name}
        )
    typed = drafting.unsaved(by.user, draft) if by.user else None
    if typed:
        note = _("恢复“%(name)s”之前写了还没有保存的文字") % {"name": save.name}
        _store(draft, now | typed.words, by, _("未保存的文字 %(time)s") % {"time": stamp}, note)


def _store(draft: Revision, words: dict[str, Any], by: By, name: str, note: str) -> NamedSave:
    number = 2
    while draft.saves.filter(name=name).exists():  # two acts within a second
        name, number = f"{name[: LONGEST_NAME - 4]} {number}", number + 1
    save: NamedSave = draft.saves.create(name=name, note=note[:200], words=words, user=by.user)
    write_down(Act.Verb.KEEP, draft, by, name)
    return save


def _hold(draft: Revision, by: By) -> Revision:
    """The draft as it is now, and nobody else's until this is done."""
    Article.objects.select_for_update().get(pk=draft.article_id)
    held = Revision.objects.select_related("article", "column", "region").get(pk=draft.pk)
    if held.is_published or (by.user is not None and not may_edit(held, by.user)):
        raise CannotPublish([_("这份稿件现在不能改动。已发布的请先新建版本，已送审的请先退回。")])
    return held
