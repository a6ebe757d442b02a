"""我的待办: what waits for a person, with counts, by what they may do."""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.reports import Report, may_answer

State = Revision.State


class Task(NamedTuple):
    name: str
    waiting: int
    url: str


def of(user: Any) -> list[Task]:
    """Only tasks that wait; one count each."""
    newest = Revision.objects.newest_of_each_article()
    others = newest.exclude(Q(created_by=user) | Q(submitted_by=user))
    kinds: list[tuple[str, str, str, QuerySet[Revision]]] = [
        ("articles.change_revision", _("我的草稿"), State.DRAFT, newest.filter(created_by=user)),
        ("articles.review_revision", _("等我审核"), State.SUBMITTED, others),
        ("articles.publish_revision", _("等我签发"), State.APPROVED, others),
    ]
    tasks = []
    for permission, name, state, revisions in kinds:
        if user.has_perm(permission) and (count := revisions.filter(state=state).count()):
            tasks.append(Task(name, count, reverse("admin:articles_revision_changelist") + f"?state={state}"))
    if may_answer(user) and (count := Report.objects.filter(state=Report.State.NEW).count()):
        tasks.append(Task(_("读者纠错"), count, reverse("admin:articles_report_changelist") + "?state__exact=new"))
    return tasks
