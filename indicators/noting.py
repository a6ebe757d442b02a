"""更正说明 for another bulletin that still states a figure which this one has corrected."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.publishing import By, CannotPublish, may_edit, new_draft
from indicators.checks import phrases
from indicators.comparing import FigureChange, changed_figures, find_elsewhere
from indicators.models import Record

LONGEST_NOTE = 1000  # as Revision.correction_note says


def still_stated(before: Revision, after: Revision) -> list[FigureChange]:
    """The figures that changed and that other bulletins, which the public reads, still state as they were."""
    changes = changed_figures(before, after)
    find_elsewhere(changes, after.article_id)
    return [change for change in changes if change.elsewhere]


@transaction.atomic
def note_on(stated: Record, change: FigureChange, corrected: Revision, *, by: By) -> Revision:
    """The next draft of the bulletin that states the old figure, with the note written; its words are the editor's to mend.
    An open draft is taken, and a note that it has is kept. Raises CannotPublish where somebody else is at work on it."""
    sentence = note(stated, change, corrected)
    draft = new_draft(stated.revision, by=by, note=_("因《%(title)s》更正") % {"title": corrected.title})
    if by.user is not None and not may_edit(draft, by.user):
        asked = {"n": draft.number, "state": draft.get_state_display()}
        raise CannotPublish([_("那份公报的第 %(n)d 版现在是“%(state)s”，不能改动。请等它办完或退回后再注明。") % asked])
    if sentence not in draft.correction_note:
        together = "\n".join(filter(None, [draft.correction_note, sentence]))
        if len(together) > LONGEST_NOTE:
            raise CannotPublish([_("更正说明太长，写不下了。请先打开那份公报，把说明改短。")])
        draft.correction_note = together
        draft.save(update_fields=["correction_note", "saved_at"])
    return draft


def note(stated: Record, change: FigureChange, corrected: Revision) -> str:
    """地区生产总值(钱塘区,2023年1—6月)原写作“512.3亿元”,《…》(2023-07-20)第2版已更正为“513.2亿元”。"""
    after = change.after
    return _(
        "%(name)s（%(region)s，%(period)s）原写作“%(old)s”，《%(title)s》第%(n)d版（%(day)s）已更正为“%(new)s”。"
    ) % {
        **phrases.about(stated),
        "old": stated.exact,
        "title": corrected.title,
        "n": corrected.number,
        "day": timezone.localdate(corrected.visible_from),
        "new": after.exact if after else "",
    }
