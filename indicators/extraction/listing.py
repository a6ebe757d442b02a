"""The names that a row of figures is told off against: in the clause, over the clauses before it, in the row before."""

from __future__ import annotations

from indicators.extraction import lists, names, subjects, wholes
from indicators.extraction.before import Before
from indicators.extraction.names import Fragment
from indicators.extraction.relations import Relation


class Listing(Before):
    """Reads the names of a list; holds no state of its own besides the sentence's bounds."""

    def _listed(self, part: Fragment, size: int, clause: int, r: Relation) -> list[str] | None:
        """Names for a list of figures: in this clause, over the clauses before it, or those of the row before."""
        state = self.state
        raw = "" if part.raw == "分别" else part.raw
        if "分别" in raw:
            head, _, metric = part.raw.rpartition("分别")
            found = lists.split_list(head, size)
            return [name + metric for name in found] if found else None
        if raw:
            return lists.split_list(raw, size) or self._listed_over_clauses(part, size, clause, r)
        row = [n.name for n in state.row if n.sentence == state.sentence]
        distinct = list(dict.fromkeys(reversed(row)))
        if len(distinct) >= size:
            return distinct[:size][::-1]
        at = self.breaks.previous(clause, self.start)
        if at is not None and not (state.last and state.last.end > at):
            subject = names.fragment(self.text, at, max(at, clause - 1), self.places, self.timeline)
            return lists.split_list(subjects.subject_of(subject.raw), size)
        return None

    def _listed_over_clauses(self, part: Fragment, size: int, clause: int, r: Relation) -> list[str] | None:
        """`甲、乙业,丙业,丁业增加值分别…`, or `甲业、乙业保持较快增长,产值分别…`."""
        at: int | None = clause
        spans: list[str] = []
        for _ in range(min(size, 12) + 1):
            at = self.breaks.previous(at, self.start) if at is not None else None
            if at is None or (self.state.last and self.state.last.end > at):
                break
            if subjects.is_adverbial(self.text[at : at + 16].partition(",")[0]):
                break
            spans.append(names.fragment(self.text, at, r.end, self.places, self.timeline).raw)
            if found := lists.split_clauses(spans[-1], size):
                return found
        if not spans:
            return None
        before, _, _ = spans[0].partition(",")
        found = lists.split_list(subjects.subject_of(before), size)
        if found and names.metric_of(part.text) == part.text:
            return [name if name.endswith(part.text) else name + part.text for name in found]
        for span in spans:
            if found := lists.split_list(span, size):
                return found
        return None

    def _with_metric(self, name: str, measure: str) -> str:
        last = self.state.last
        near = last and (last.sentence >= self.state.sentence - 1 or wholes.starts_with_parts(self.text, self.start))
        if measure == "growth" and last and near and not names.metric_of(name):
            metric = names.metric_of(last.name)
            return name + metric if metric and not name.endswith(("类", "业", "品")) or metric else name
        return name
