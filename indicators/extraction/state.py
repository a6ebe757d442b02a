"""What one figure leaves to the next: names, times, places, plans, bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from indicators.extraction.figures import Mention
from indicators.extraction.periods import Time
from indicators.extraction.places import Found
from indicators.extraction.records import Period
from indicators.extraction.relations import Relation


@dataclass(slots=True)
class Named:
    """A figure that has been read: later ones take from it what they leave unsaid."""

    mention: Mention
    relation: Relation
    name: str
    verb: str
    measure: str
    scope: str | None
    comparison: str | None
    stock: bool
    period: Period
    region: str
    time: Time | None
    target: bool
    sentence: int
    clause: int
    from_level: bool = False
    subject: str = ""  # the body in front of the name

    @property
    def end(self) -> int:
        return self.mention.end


@dataclass(slots=True)
class State:
    """What lasts through a paragraph."""

    last: Named | None = None
    sentence: int = 0
    row: list[Named] = field(default_factory=list)
    shared_names: list[str] = field(default_factory=list)
    turned_names: list[str] = field(default_factory=list)
    second_base: str = ""  # 环比、同比分别上涨0.2%、1.1%: what the second is compared with
    shared_places: list[str] = field(default_factory=list)
    row_places: list[Found] = field(default_factory=list)  # 甲、乙分别为5、3亿元,分别增长…: the second row has them too
    place: str | None = None
    home: str | None = None  # the place that a heading names: where nothing else is said, figures are about it
    place_lasts: bool = False  # beyond its sentence
    recent: str | None = None  # the place named last in the paragraph
    whole: str = ""  # 规模以上工业中, …
    subject: str = ""  # the body that a clause told of last
    subject_sentence: int = -9
    day: Time | None = None
    by_year: list[Time] = field(default_factory=list)  # 2016至2018年,分别完成甲、乙、丙: each is of its own year
    event: date | None = None  # the day of the event that the paragraph tells of
    event_sentence: int = -9  # the sentence that named the bulletin's event again
    parts_of: str = ""  # 总产值…,其中农业…,林业…: what the parts are parts of
    parts_base: str = ""
    parts_sentence: int = -9
    planned: bool = False  # 下发年度建设计划。…: the paragraph goes on with what is planned
    base: Time | None = None  # 与“十二五”末相比,…: with what the changes of the paragraph are compared
    of_base: Time | None = None  # 较一季度(5.2%)回升2个百分点: the time whose own figure was the last one
    yields: bool = False  # 项目建成后,…: what it will bring goes on in the next sentence
    ahead: bool = False  # 下一步,…: what is told next is yet to come
    bases: list[str] = field(default_factory=list)  # 比全省(7.7%)和全国(7.0%)分别高…
    seen_by: str = ""  # 从产品产量看,…: the quantity that the sentence looks at
    parts_front: str = ""  # 从事养虾的主体,其中企业…: what holds for the parts as well
    front_sentence: int = -9
    parts_verb: str = ""
    verb_sentence: int = -9
    subject_at: int = 0  # where the clause begins that named it
    within: str = ""  # 实到外资构成中,二产占…: of what the shares of the sentence are parts
    within_sentence: int = -9
    limit: str = ""  # 规模以上工业: what limits the figures of the sentence and their parts
    limit_sentence: int = -9
    divided: str = ""  # 从行业看,工业36个: what is divided, and what it is counted in
    divided_base: str = ""
    counted: str = ""  # 重点项目…,其中: what the counts of the sentence are parts of
    counted_sentence: int = -9
    residents: str = ""  # 常住人口: what men, women and townspeople are parts of
    attribute_of: Named | None = None  # 班列420列,其中去程230列: what 去程 is a part of
    trade: str = ""  # 货物贸易: what a bare 出口 is the export of
    out_of_brackets: bool = False  # the figure goes on with the one before a bracket that has closed

    def tell_of(self, body: str, at: int) -> None:
        """The clause at `at` names whom it is about."""
        self.subject, self.subject_sentence, self.subject_at = body, self.sentence, at


@dataclass(slots=True)
class Section:
    """What a heading says of the paragraphs under it."""

    time: Time | None = None
    target: bool = False
    level: int = 9
    year: Time | None = None  # 2025年和“十四五”时期工作回顾: each paragraph is about the one or the other
    term: Time | None = None
