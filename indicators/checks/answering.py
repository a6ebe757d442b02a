"""Answers to severe findings: mended in the text, or let stand for a reason that is kept (who, when, why).

An answer belongs to a version and to a finding's key. The key is made of what the finding rests on, so the answer stands
while the finding says the same of the same words, and the finding is asked again when it does not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Revision
from articles.publishing import TRANSITIONS, By, may_edit
from indicators.checks.registry import REGISTRY, Finding
from indicators.models import Answer, Severity

LONGEST_REASON = Answer._meta.get_field("reason").max_length or 0
SOURCE = gettext_lazy("已向来源单位核实，原文如此")
REVISED = gettext_lazy("上年数或已发布的数后来修订过")
# Reasons ready to be given, by check; the last line is for every other.
COMPARABLE = [gettext_lazy("可比口径"), gettext_lazy("统计口径不同"), REVISED, SOURCE]
READY = {
    "contradiction": COMPARABLE,
    "level-growth": COMPARABLE,
    "change-growth": COMPARABLE,
    "two-values": COMPARABLE,
    "unit-jump": [gettext_lazy("数值确实如此，单位无误"), SOURCE],
    "parts": [gettext_lazy("各项有重叠，不能相加"), SOURCE],
    "sum": [gettext_lazy("各项有重叠，不能相加"), gettext_lazy("四舍五入所致"), SOURCE],
    "words": [gettext_lazy("引用原文"), gettext_lazy("专有名称")],
    "id-card": [gettext_lazy("不是公民身份号码")],
    "mobile": [gettext_lazy("公开的办公号码"), gettext_lazy("不是手机号码")],
}
OTHERWISE = [SOURCE]
MUST_BE_MENDED = {"alt"}  # publishing itself takes no answer for them (articles.publishing.obstacles)


class NotAnswered(Exception):
    """Nothing was written; the reason is in the editor's words."""


@dataclass
class Asked:
    """A finding with the answer that was given to it, if any."""

    finding: Finding
    answer: Answer | None = None

    @property
    def name(self) -> str:
        return str(REGISTRY[self.finding.check].name)

    @property
    def is_open(self) -> bool:
        """Keeps the bulletin from going on."""
        return self.finding.severity == Severity.SEVERE and self.answer is None

    @property
    def objects(self) -> bool:
        """Still says that something is wrong; a hint does not, and neither does what was let stand."""
        return self.finding.severity != Severity.HINT and self.answer is None

    @property
    def can_be_let_stand(self) -> bool:
        return self.finding.severity != Severity.HINT and self.finding.check not in MUST_BE_MENDED

    @property
    def ready(self) -> list[str]:
        return [str(reason) for reason in READY.get(self.finding.check, OTHERWISE)]

    def words(self, text: str) -> str:
        """The words that it is about, in quotation marks; empty where it is about the whole."""
        return f"“{text[slice(*self.finding.place)][:40]}”" if self.finding.place else ""

    @property
    def anchor(self) -> str:
        """The finding's place on the desk."""
        return f"finding-{self.finding.key}"


def with_answers(revision: Revision, findings: list[Finding]) -> list[Asked]:
    """One query."""
    given = {answer.key: answer for answer in revision.answers.select_related("by")}
    return [Asked(finding, given.get(finding.key)) for finding in findings]


def may_answer(revision: Revision, user: object) -> bool:
    """Whoever works on the words; of an approved text, in which only the archive can have stirred something up, the signer."""
    if revision.state == Revision.State.APPROVED:
        return bool(user.has_perm(TRANSITIONS["publish"][2]))  # type: ignore[attr-defined]
    return may_edit(revision, user)


def let_stand(
    revision: Revision, key: str, reason: str, *, by: By, find: Callable[[Revision], list[Finding]]
) -> Answer:
    """Keeps the reason. Raises NotAnswered when the finding is not there (any more) or no reason is given."""
    reason = reason.strip()
    if not reason:
        raise NotAnswered(_("请写明为什么可以照原样发出，审核和签发的人会看到。"))
    if len(reason) > LONGEST_REASON:
        raise NotAnswered(_("原因请写在 %(n)d 个字以内。") % {"n": LONGEST_REASON})
    with transaction.atomic():
        held = Revision.objects.select_for_update().get(pk=revision.pk)
        if held.is_published:
            raise NotAnswered(_("这个版本已经发布，答复不能再改。"))
        found = next((one for one in find(held) if one.key == key and Asked(one).can_be_let_stand), None)
        if found is None:
            raise NotAnswered(_("这条校核结果已经不在了：文字、记录或已发布的数字有了变化。下面是现在的结果。"))
        return keep(held, found, reason, by)


def keep(revision: Revision, finding: Finding, reason: str, by: By) -> Answer:
    given = {"sentence": finding.sentence, "reason": reason[:LONGEST_REASON], "by": by.user, "address": by.address}
    return Answer.objects.update_or_create(
        revision=revision, key=finding.key, defaults={**given, "at": timezone.now()}
    )[0]


def take_back(revision: Revision, key: str) -> None:
    """The finding is asked about again."""
    with transaction.atomic():
        if not Revision.objects.select_for_update().get(pk=revision.pk).is_published:
            revision.answers.filter(key=key).delete()


def carry_over(earlier: Revision, revision: Revision) -> None:
    """A new version begins with the words of an earlier one, and so with what was said of them."""
    Answer.objects.bulk_create(
        Answer(
            revision=revision,
            key=a.key,
            sentence=a.sentence,
            reason=a.reason,
            by_id=a.by_id,
            address=a.address,
            at=a.at,
        )
        for a in earlier.answers.all()
    )
