"""Publishing, correcting and withdrawing: one verb, one home, one transaction (design.md §4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles import archive
from articles.body import picture_names
from articles.models import Act, Article, Picture, Revision
from articles.signals import article_withdrawn, revision_published, step_asked

State = Revision.State
# verb: (from, to, permission). All states and all ways between them; an edit of a published version is new_draft().
TRANSITIONS: dict[str, tuple[set[State], State, str]] = {
    Act.Verb.SUBMIT: ({State.DRAFT}, State.SUBMITTED, "articles.change_revision"),
    Act.Verb.APPROVE: ({State.SUBMITTED}, State.APPROVED, "articles.review_revision"),
    Act.Verb.SEND_BACK: ({State.SUBMITTED, State.APPROVED}, State.DRAFT, "articles.review_revision"),
    Act.Verb.RECALL: ({State.SUBMITTED}, State.DRAFT, "articles.change_revision"),
    Act.Verb.PUBLISH: ({State.APPROVED}, State.PUBLISHED, "articles.publish_revision"),
}
BACK = {Act.Verb.SEND_BACK, Act.Verb.RECALL}  # steps back to the author: nothing has to be in order for them
AT_ONCE = "at_once"  # every step that is left, by one person
# Who works on the words, by state; nobody does once they are approved.
EDITED_BY = {State.DRAFT: "articles.change_revision", State.SUBMITTED: "articles.review_revision"}


class CannotPublish(Exception):
    """A step of the flow is refused. Carries every reason, in the editor's words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class By:
    """Who does it, and from which address. Nobody is a command on the server: whoever may run one needs no second pair of
    eyes, and the log says so."""

    user: User | None = None
    address: str | None = None
    through: str = ""  # the token of another system, which acts for the user; the log names it

    def has_perm(self, permission: str) -> bool:
        return self.user is None or self.user.has_perm(permission)


@dataclass(frozen=True)
class Question:
    """What another room has to say before a step (signal step_asked).

    settled: dealt with; only written into the log. yields: a reason given with the step settles it, and the log keeps the
    reason. Neither: the step is refused until it is dealt with, at `url`.
    """

    sentence: str
    url: str = ""
    settled: bool = False
    yields: bool = False


def questions(verb: str, revision: Revision, by: By, reason: str = "") -> list[Question]:
    """What is asked before this step, by every room, in its order. Publishing at once asks what publishing asks."""
    verb = Act.Verb.PUBLISH if verb == AT_ONCE else verb
    answers: list[tuple[Any, Any]] = step_asked.send(
        sender=Revision, revision=revision, verb=verb, by=by, reason=reason
    )
    return [question for _receiver, answer in answers for question in answer or ()]


def in_the_way(verb: str, revision: Revision, user: User, asked: list[Question]) -> list[Question]:
    """What keeps this person from the step now, apart from what a reason settles; the page of the step lists it."""
    verbs = _left(revision) if verb == AT_ONCE else [verb]
    own = [
        *(_refusals(verbs[0], revision, By(user)) if verbs else ()),
        *(obstacles(revision) if verb not in BACK else ()),
    ]
    return [*map(Question, own), *(one for one in asked if not one.settled and not one.yields)]


def _ask(verb: str, revision: Revision, by: By, reason: str) -> tuple[list[str], list[str]]:
    """Why the step is refused, and, if it is not, what the log has to say of it."""
    reason = reason.strip()
    stops, notes = [], []
    for question in questions(verb, revision, by, reason):
        if question.settled:
            notes.append(question.sentence)
        elif question.yields and reason:
            notes.append(_("%(asked)s原因：%(reason)s。") % {"asked": question.sentence, "reason": reason.rstrip("。")})
        elif question.yields:
            stops.append(_("%(asked)s请先核对，或写明这样办理的原因。") % {"asked": question.sentence})
        else:
            stops.append(question.sentence)
    return stops, notes


def may_edit(revision: Revision, user: Any) -> bool:
    permission = EDITED_BY.get(State(revision.state))
    return permission is not None and user.has_perm(permission)


def label_of(verb: str) -> Any:
    """What the button of a step says."""
    labels = {
        Act.Verb.SUBMIT: pgettext("step", "送审"),
        Act.Verb.APPROVE: pgettext("step", "审核通过"),
        Act.Verb.SEND_BACK: pgettext("step", "退回"),
        Act.Verb.RECALL: pgettext("step", "撤回送审"),
        Act.Verb.PUBLISH: pgettext("step", "签发"),
    }
    return labels.get(verb) or pgettext("step", "发布")  # type: ignore[call-overload]


def allowed(revision: Revision, user: User) -> list[str]:
    """The verbs that this person may do to this revision now, in the order of the flow."""
    return [verb for verb in TRANSITIONS if not list(_refusals(verb, revision, By(user)))]


def _refusals(verb: str, revision: Revision, by: By) -> Iterator[str]:
    before, _after, permission = TRANSITIONS[verb]
    if revision.is_published:
        yield _("该版本已经发布。要修改，请先新建一个版本。")
    elif by.user is not None and revision.state not in before:
        yield _("稿件现在的状态是“%(state)s”，不能这样做。请刷新页面看看别人是否已经处理。") % {
            "state": revision.get_state_display()
        }
    if not by.has_perm(permission):
        yield _("您没有这项权限。请联系管理员。")
    passes_on = verb in {Act.Verb.APPROVE, Act.Verb.PUBLISH}
    if passes_on and _is_own(revision, by) and not settings.ONE_PERSON_OFFICE:
        yield _("这是您自己写的或送审的稿件，须由另一位同事审核、签发。")
    if verb == Act.Verb.RECALL and by.user is not None and not _is_own(revision, by):
        yield _("只有写稿或送审的人可以撤回送审。要交还作者，请审核的同事退回。")


def _is_own(revision: Revision, by: By) -> bool:
    return by.user is not None and by.user.pk in {revision.created_by_id, revision.submitted_by_id}


def _note_of_waiver(revision: Revision, by: By, note: str) -> str:
    if by.user is None:
        return " ".join(filter(None, [_("由服务器命令执行"), note]))
    return " ".join(filter(None, [note, _("单人办公，本人稿件") if _is_own(revision, by) else ""]))


def write_down(verb: str, revision: Revision, by: By, note: str = "") -> None:
    Act.objects.create(
        verb=verb,
        user=by.user,
        address=by.address,
        article_number=revision.article_id,
        revision_number=revision.number,
        title=revision.title,
        note=" ".join(filter(None, [by.through and _("经接口令牌“%(name)s”") % {"name": by.through}, note])),
    )


@transaction.atomic
def submit(revision: Revision, *, by: By, reason: str = "") -> None:
    """Hands a draft to the reviewers; its words are theirs until they approve it or send it back."""
    _pass_on(Act.Verb.SUBMIT, revision, by, reason)


@transaction.atomic
def approve(revision: Revision, *, by: By, reason: str = "") -> None:
    _pass_on(Act.Verb.APPROVE, revision, by, reason)


def _pass_on(verb: str, revision: Revision, by: By, reason: str) -> None:
    _take_hold(revision)
    stops, notes = _ask(verb, revision, by, reason)
    _step(verb, revision, by, [*_refusals(verb, revision, by), *obstacles(revision), *stops], " ".join(notes))


@transaction.atomic
def send_back(revision: Revision, *, by: By, reason: str) -> None:
    _take_hold(revision)
    missing = [] if reason.strip() else [_("请写明退回原因，作者要照它修改。")]
    _step(Act.Verb.SEND_BACK, revision, by, [*_refusals(Act.Verb.SEND_BACK, revision, by), *missing], reason.strip())


@transaction.atomic
def recall(revision: Revision, *, by: By) -> None:
    """Whoever wrote or submitted it takes it back before it is approved."""
    _take_hold(revision)
    _step(Act.Verb.RECALL, revision, by, list(_refusals(Act.Verb.RECALL, revision, by)))


def _step(verb: str, revision: Revision, by: By, reasons: list[str], note: str = "") -> None:
    if reasons:
        raise CannotPublish(reasons)
    # Before the state changes: who submitted it decides whether this is somebody's own.
    passes_on = verb == Act.Verb.APPROVE
    write_down(verb, revision, by, _note_of_waiver(revision, by, note) if passes_on else note)
    revision.state = TRANSITIONS[verb][1]
    fields = ["state", "saved_at"]
    if verb == Act.Verb.SUBMIT:
        revision.submitted_by = by.user
        fields.append("submitted_by")
    revision.save(update_fields=fields)


def _take_hold(revision: Revision) -> None:
    """Two people, one winner: the second waits here and then sees what the first has done."""
    Article.objects.select_for_update().get(pk=revision.article_id)
    revision.refresh_from_db()


def obstacles(revision: Revision) -> Iterator[str]:
    """Every reason why this revision cannot be published now; the admin and the command print the same list."""
    if not revision.title:
        yield _("没有标题。请填写标题。")
    if not revision.body:
        yield _("没有正文。请填写正文。")
    if revision.published_on > timezone.now():
        yield _("发布日期在将来。请改为今天或更早的日期。")
    if revision.number > 1 and not revision.correction_note.strip():
        yield _("没有更正说明。请写明这一版改了什么、为什么，读者会看到它。")
    placed = set(picture_names(revision.body))
    for name in revision.pictures.exclude(file="").exclude(name__in=placed).values_list("name", flat=True):
        yield _("图片 %(name)s 没有放入正文。请在正文中插入它（图片地址写这个名称），或删除这张图片。") % {"name": name}
    undescribed = revision.pictures.exclude(file="").filter(alt="").count()
    if undescribed:
        yield ngettext(
            "有 %(n)d 张图片没有说明文字。请为看不见图片的读者填写。",
            "有 %(n)d 张图片没有说明文字。请为看不见图片的读者填写。",
            undescribed,
        ) % {"n": undescribed}


@transaction.atomic
def publish(revision: Revision, *, by: By, visible_from: datetime | None = None, reason: str = "") -> Revision:
    """Freezes words and records, has the page drawn, seals the hash. Raises CannotPublish and then changes nothing."""
    _take_hold(revision)
    stops, notes = _ask(Act.Verb.PUBLISH, revision, by, reason)
    if reasons := [*_refusals(Act.Verb.PUBLISH, revision, by), *obstacles(revision), *stops]:
        raise CannotPublish(reasons)
    if visible_from:
        notes.insert(0, _("定于 %(time)s 公开") % {"time": timezone.localtime(visible_from)})
    write_down(Act.Verb.PUBLISH, revision, by, _note_of_waiver(revision, by, " ".join(notes)))
    _drop_places_that_the_body_no_longer_has(revision)
    revision.visible_from = visible_from or timezone.now()
    revision.published_by = by.user
    # One that was to appear later never does: its interval is empty.
    ends = Greatest(F("visible_from"), Value(revision.visible_from, DateTimeField()))
    revision.article.revisions.lasting_past(revision.visible_from).update(visible_until=ends)
    answers = revision_published.send(sender=Revision, revision=revision)
    parts: list[Any] = [answer for _receiver, answer in answers if isinstance(answer, bytes)]
    sequence, revision.previous_sha256 = _end_of_chain()
    revision.sequence = sequence + 1
    revision.sha256 = archive.seal(sealed_bytes(revision, parts), revision.previous_sha256)
    revision.state = Revision.State.PUBLISHED
    revision.save(
        update_fields=[
            "state", "visible_from", "published_by", "page", "sequence", "sha256", "previous_sha256", "saved_at",
        ]
    )  # fmt: skip
    if revision.article.withdrawn_at:
        # The reason stays, for those who ask for a version that was withdrawn.
        Article.objects.filter(pk=revision.article_id).update(withdrawn_at=None)
    moved = {"column": revision.column, "region": revision.region}
    if moved := {name: place for name, place in moved.items() if place}:
        Article.objects.filter(pk=revision.article_id).update(**moved)
    return revision


@transaction.atomic
def publish_at_once(revision: Revision, *, by: By, reason: str = "") -> None:
    """Every step that is left, by one person: for an office of one. Each step asks and is written down as ever."""
    revision.refresh_from_db()
    for verb in _left(revision)[:-1]:
        _pass_on(verb, revision, by, reason)
    publish(revision, by=by, reason=reason)


def _left(revision: Revision) -> list[str]:
    """The steps from this state to publication."""
    done = {State.DRAFT: 0, State.SUBMITTED: 1}.get(State(revision.state), 2)
    return [str(verb) for verb in (Act.Verb.SUBMIT, Act.Verb.APPROVE, Act.Verb.PUBLISH)][done:]


@transaction.atomic
def withdraw(article: Article, *, by: By, reason: str) -> None:
    """Ends what the public sees, now and as scheduled. The page then answers 410 with the reason; nothing is deleted."""
    if not reason.strip():
        raise CannotPublish([_("请写明撤回原因，读者会看到它。")])
    if not by.has_perm("articles.withdraw_revision"):
        raise CannotPublish([_("您没有这项权限。请联系管理员。")])
    Article.objects.select_for_update().get(pk=article.pk)
    article.refresh_from_db()
    now = timezone.now()
    if not article.revisions.lasting_past(now).exists():
        raise CannotPublish([_("该公报没有公开的版本，无需撤回。")])
    article.withdrawn_at, article.withdrawn_reason = now, reason.strip()
    newest = article.revisions.lasting_past(now).order_by("-number")[0]
    article.withdrawn_through = newest.number
    article.save(update_fields=["withdrawn_at", "withdrawn_reason", "withdrawn_through"])
    write_down(Act.Verb.WITHDRAW, newest, by, article.withdrawn_reason)
    # One scheduled for later never becomes visible: its interval is empty.
    article.revisions.lasting_past(now).update(visible_until=Greatest(F("visible_from"), Value(now, DateTimeField())))
    article_withdrawn.send(sender=Article, article=article)


@transaction.atomic
def new_draft(published: Revision, *, by: By, note: str = "") -> Revision:
    """The next version as a draft with the same words and pictures; an unfinished one is returned instead of a second."""
    Article.objects.select_for_update().get(pk=published.article_id)
    newest = published.article.newest
    if not newest.is_published:
        return newest
    copied = [
        "article",
        "column",
        "region",
        "title",
        "subtitle",
        "source",
        "authors",
        "published_on",
        "summary",
        "body",
    ]
    draft = Revision(
        number=newest.number + 1, created_by=by.user, **{name: getattr(published, name) for name in copied}
    )
    draft.save()
    Picture.objects.bulk_create(
        Picture(revision=draft, **_without_identity(picture)) for picture in published.pictures.all()
    )
    write_down(Act.Verb.CORRECT, draft, by, note)
    return draft


def sealed_bytes(revision: Revision, parts: Iterable[bytes]) -> bytes:
    """What the hash covers: the words, when and by whose office, the pictures, the originals, and what receivers froze."""
    fields: dict[str, object] = {
        "article": revision.article_id,
        "number": revision.number,
        "sequence": revision.sequence,
        "title": revision.title,
        "subtitle": revision.subtitle,
        "source": revision.source,
        "authors": revision.authors,
        "published_on": _utc(revision.published_on),
        "summary": revision.summary,
        "body": revision.body,
        "text": revision.text,
        "correction_note": revision.correction_note,
        "page": revision.page,
        "column": revision.column.slug if revision.column else "",
        "region": revision.region.code if revision.region else "",
        "visible_from": _utc(revision.visible_from),
        "pictures": [[p.name, p.alt, p.sha256] for p in revision.pictures.all()],
        "originals": sorted(revision.article.originals.values_list("sha256", flat=True)),
    }
    return b"\n".join([archive.canonical(fields), *parts])


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(timezone.get_fixed_timezone(0)).isoformat() if moment else None


def _end_of_chain() -> tuple[int, str]:
    """Sequence and hash of the last link, locked, so that two publications in one second cannot both follow it.

    The first two ever have no row to lock; the unique sequence then lets one of them fail whole.
    """
    sealed = Revision.objects.filter(sequence__isnull=False).order_by("-sequence")
    while (newest := sealed.values_list("pk", flat=True).first()) is not None:
        sequence, sha256 = Revision.objects.select_for_update().values_list("sequence", "sha256").get(pk=newest)
        if sequence and not sealed.filter(sequence__gt=sequence).exists():
            return sequence, sha256
    return 0, ""


def _drop_places_that_the_body_no_longer_has(revision: Revision) -> None:
    revision.pictures.exclude(name__in=picture_names(revision.body)).delete()


def _without_identity(picture: Picture) -> dict[str, Any]:
    return {f.attname: getattr(picture, f.attname) for f in Picture._meta.fields if f.name not in {"id", "revision"}}
