"""Stock or flow, where the name does not say it: by the figures and verbs before."""

from __future__ import annotations

import re

from indicators.extraction import measures, names
from indicators.extraction.figures import Mention
from indicators.extraction.relations import Relation
from indicators.extraction.shares import Name
from indicators.extraction.state import Named, State

_THERE_IS = re.compile(r"(?:[共现拥建设仍还均末底]|[全我][国省市区县州镇]|目前)有(?![望序效力机关色利限])")
_SUMMED = re.compile(r"累计[^,。;:\n]{0,36}$")
_GREW_BETWEEN = re.compile(r"[,(](?:净增|(?:同比|比上年|较上年)?(?:增长|下降|增加|减少))[\d.]+[万%家个人户]{1,2}\)?")
_ITEM = re.compile(r"[、,][^,。;:、()]{2,20}")
_OUT_OF_NUMBER = re.compile(
    r"(?<![\d.])(?P<n>\d+)(?:个|家|项|户|名|人|所|座|处|件|宗)[^,。;:\d]{0,16}中(?:,|有(?!限)|(?![小心型国等级学共央部药医介专期外西高长草间欧东])(?=[\u4e00-\u9fff]{2}))"
)
_REACH = 300  # code points behind which a set that the sentence divides is not looked for
_LISTED_ITEMS = 24  # figures of a list that are looked back on
_LISTED = re.compile(r"(?:[、和及]|[,(]其中:?)[^,。;:、]{1,20}")


class Standing:
    """Asks the sentence and the row of figures before; lives as long as a sentence."""

    def __init__(self, text: str, state: State, start: int) -> None:
        self.text, self.state, self.start = text, state, start

    def exists(self, m: Mention, name: Name, clause: int) -> bool:
        """A count without a word of doing or being: like the count before it in the list, else done in the period."""
        last = self.state.last
        if name.predicate and (name.predicate.startswith("获") or measures.tells_of_doing(name.predicate)):
            return False
        if _THERE_IS.search(self.text, max(self.start, clause, m.start - 24), m.start):
            return True
        if last and last.sentence == self.state.sentence and last.measure == "level" and measures.counts(last.mention):
            return last.stock
        if self.goes_on_with_verb(m):
            return False
        summed = _SUMMED.search(self.text, max(self.start, m.start - 40), m.start)
        return not name.predicate and not summed and measures.is_thing(name.text, m)

    def whole(self, m: Mention, part: names.Fragment) -> Named | None:
        """80个在建项目中,…20个; 其中…1个: the figure of which this one is a part."""
        if part.among and measures.counts(m):
            for named in reversed(self.state.row):
                if named.sentence < self.state.sentence - 1:
                    break
                if named.mention.base == m.base and named.measure == "level":
                    return named
        near = max(self.start, m.start - _REACH)
        if self.text.find("中", near, m.start) < 0:
            return None
        sets = list(_OUT_OF_NUMBER.finditer(self.text, near, m.start))
        if not sets:
            return None
        for named in reversed(self.state.row):
            if str(named.mention.value) == sets[-1]["n"] and named.measure == "level":
                return named
        return None

    def goes_on_with_verb(self, m: Mention) -> bool:
        """引进员工1.3万人,同比增长18%,博士52人: what was done to the item before was done to this one, if no verb says else."""
        at = m.start
        for named in reversed(self.state.row[-_LISTED_ITEMS:]):
            if named.sentence != self.state.sentence:
                return False
            if named.measure != "level":
                continue
            between = _GREW_BETWEEN.sub("", self.text[named.end : at])
            if named.stock or not measures.counts(named.mention) or not _ITEM.fullmatch(between):
                return False
            if named.verb or measures.tells_of_doing(named.name[:8]):
                return True
            at = named.mention.start  # an item that has the verb from the one before it
        return False

    def done_like_last(self, m: Mention, r: Relation, measure: str) -> bool:
        """新培育合作社52家、家庭农场75个: one verb governs the items between list marks."""
        last = self.state.last
        if last is None or last.stock or measure != "level" or last.measure != "level" or measures.says_it_exists(r):
            return False
        listed = _LISTED.fullmatch(self.text, last.end, m.start)
        return bool(listed and measures.counts(m) and measures.counts(last.mention)) and bool(
            last.verb or measures.tells_of_doing(last.name)
        )
