"""校核: what an editor should look at before a bulletin goes on. `check(revision)` runs every check that is switched on.

A check is a small function over a `Subject`; to add one, write it beside its like and register it:

    @register("code", gettext_lazy("名称"), severity=Severity.WARNING)
    def says_what_is_wrong(subject: Subject) -> Iterator[Remark]: ...
"""

from collections.abc import Sequence

from articles.models import Revision
from indicators.checks import archive, completeness, dates, inside, privacy, wording
from indicators.checks.registry import REGISTRY, Check, Finding, Remark, register, run
from indicators.checks.subject import Subject, gather, settings
from indicators.models import Record, Severity

# Imported for what they register.
FAMILIES = [archive, inside, dates, wording, privacy, completeness]

__all__ = ["REGISTRY", "Check", "Finding", "Remark", "Severity", "Subject", "check", "gather", "register", "run"]


def check(revision: Revision, records: Sequence[Record] | None = None) -> list[Finding]:
    """Every finding in the order of the text, those without a place first. Writes nothing. At most six queries: five where
    the caller has loaded column and region, four where it has the records as well (with indicator__merged_into)."""
    return run(gather(revision, records), settings())
