"""check(): what is gathered, what settings do, keys that last, what it costs, and that no text breaks it."""

import time
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Revision
from articles.publishing import By, new_draft, publish
from indicators.checks import REGISTRY, Remark, check, register, run
from indicators.checks.registry import MOST_OF_ONE_CHECK
from indicators.models import CheckSetting, Indicator, Severity, WatchedWord
from tests.checks.drafts import subject
from tests.conftest import BEIJING, write

CONTRADICTING = "<p>上半年,全区实现地区生产总值521.3亿元,同比增长6.1%。</p>"


@pytest.fixture
def registry():
    """What a test registers is gone after it."""
    before = dict(REGISTRY)
    yield REGISTRY
    REGISTRY.clear()
    REGISTRY.update(before)


@pytest.fixture
def draft(town):
    return write((town.column, town.region), "二稿", CONTRADICTING, datetime(2023, 8, 1, 9, tzinfo=BEIJING))


def codes(revision):
    return [finding.check for finding in check(revision)]


def test_the_archive_is_asked(town, draft):
    [finding] = check(draft)
    assert (finding.check, finding.severity) == ("contradiction", Severity.SEVERE)
    assert draft.text[slice(*finding.place)] == "521.3亿元"
    assert "《上半年经济运行情况》" in finding.sentence
    assert finding.records[0] in draft.records.values_list("pk", flat=True)


def test_only_what_the_public_reads_counts(town, draft):
    assert "contradiction" not in codes(
        write(
            (town.column, town.region),
            "一季度",
            "<p>一季度,全区实现地区生产总值241亿元,同比增长5%。</p>",
            datetime(2023, 8, 1, 9, tzinfo=BEIJING),
        )
    )
    # what this article itself said before is there to be corrected
    correction = new_draft(town.live.newest, by=By())
    correction.body = correction.body.replace("512.3", "521.3")
    correction.save()
    assert "contradiction" not in codes(correction)


def test_a_count_at_a_day_is_asked_about_as_well(town):
    Indicator.objects.create(code="firms", name="规模以上工业企业", dimension="户数")
    day = datetime(2023, 8, 1, 9, tzinfo=BEIJING)
    earlier = write((town.column, town.region), "早先", "<p>截至2023年6月末,全区规模以上工业企业2300家。</p>", day)
    publish(earlier, by=By())
    later = write((town.column, town.region), "后来", "<p>截至2023年6月末,全区规模以上工业企业2400家。</p>", day)
    [record] = later.records.all()
    assert record.period_start is None
    assert codes(later) == ["contradiction"]


def test_a_merged_indicator_is_the_one_it_was_merged_into(town, draft):
    whole = Indicator.objects.create(code="whole", name="生产总量", dimension="金额")
    Indicator.objects.filter(pk=town.gdp.pk).update(merged_into=whole)
    assert codes(draft) == ["contradiction"]
    draft.save()
    assert set(draft.records.values_list("indicator", flat=True)) == {whole.pk}
    assert codes(draft) == ["contradiction"]


def test_what_an_editor_threw_out_is_not_held_against_anything(draft):
    draft.records.update(status="rejected")
    assert codes(draft) == []


def test_a_check_can_be_lighter_heavier_or_off(draft):
    setting = CheckSetting.objects.create(code="contradiction", severity="hint")
    assert [finding.severity for finding in check(draft)] == [Severity.HINT]
    setting.severity = CheckSetting.OFF
    setting.save()
    assert check(draft) == []


def test_watched_words_have_their_proper_form_and_severity(draft):
    WatchedWord.objects.create(word="规上工业", proper="规模以上工业", note="公文用全称", severity="severe")
    WatchedWord.objects.create(word="开发区", proper="钱塘开发区")
    WatchedWord.objects.create(word="某某")
    draft.body = "<p>规上工业平稳,钱塘开发区有亮点,开发区见某某。</p>"
    draft.save()
    said = [(f.severity.value, draft.text[slice(*f.place)], f.sentence) for f in check(draft)]
    assert [(severity, word) for severity, word, _ in said] == [
        ("severe", "规上工业"),
        ("warning", "开发区"),
        ("warning", "某某"),
    ]
    assert said[0][2] == "“规上工业”应写作“规模以上工业”。(公文用全称)"
    CheckSetting.objects.create(code="words", severity="hint")
    assert {finding.severity for finding in check(draft)} == {Severity.HINT}


def test_what_is_missing(town, draft):
    draft.source = ""
    draft.save()
    draft.pictures.create(name="01.png", file="pictures/01.png")
    draft.pictures.create(name="02.png", alt="图")
    assert codes(draft)[:3] == ["alt", "picture", "source"]


def test_keys_last_as_long_as_what_they_are_about(draft):
    draft.body = CONTRADICTING + "<p>发展的的质量,的的确确。。</p>"
    draft.save()
    before = {finding.key for finding in check(draft)}
    assert len(before) == 3
    draft.save()
    assert {finding.key for finding in check(draft)} == before
    draft.body = "<p>新的第一段。</p>" + draft.body
    draft.save()
    assert {finding.key for finding in check(draft)} == before
    draft.body = draft.body.replace("521.3", "522.3")
    draft.save()
    assert len({finding.key for finding in check(draft)} & before) == 2


def test_the_same_words_twice_are_two_findings():
    keys = [finding.key for finding in run(subject("发展的的质量。" * 8), {})]
    assert len(keys) == len(set(keys)) == 8
    assert any(key.endswith(".2") for key in keys)


def test_a_new_check_is_one_function(registry):
    @register("shouting", gettext_lazy("感叹号"), severity=Severity.HINT)
    def shouts(subject):
        if "!" in subject.text:
            yield Remark("不宜用感叹号。", (subject.text.index("!"), subject.text.index("!") + 1))

    assert [finding.check for finding in run(subject("大好!"), {})] == ["shouting"]
    with pytest.raises(ValueError, match="shouting"):
        register("shouting", gettext_lazy("又一个"), severity=Severity.HINT)(shouts)


def test_a_check_that_fails_says_so_and_stops_no_other(registry, caplog):
    @register("broken", gettext_lazy("坏的"), severity=Severity.SEVERE)
    def breaks(subject):
        raise ZeroDivisionError

    found = run(subject("发展的的质量。"), {})
    assert [(finding.check, finding.severity) for finding in found] == [
        ("broken", Severity.HINT),
        ("doubled", Severity.WARNING),
    ]
    assert "坏的" in found[0].sentence
    assert "ZeroDivisionError" in caplog.text


def test_one_check_does_not_flood_the_list():
    found = run(subject("好的的。" * 1000), {})
    assert len(found) == MOST_OF_ONE_CHECK + 1
    assert str(MOST_OF_ONE_CHECK) in found[0].sentence


def test_the_number_of_queries_does_not_grow(town, draft):
    def queries(revision):
        with CaptureQueriesContext(connection) as captured:
            check(revision)
        return len(captured)

    # records; pictures; archive; words; settings; column and place where nobody has loaded them
    assert queries(draft) == 5
    assert queries(Revision.objects.get(pk=draft.pk)) == 6
    draft.body += "".join(f"<p>20{y}年,全区实现地区生产总值{y}2.3亿元,同比增长5%。</p>" for y in range(10, 22))
    draft.save()
    for number in range(5):
        other = write((town.column, town.region), f"旧{number}", draft.body, draft.published_on)
        publish(other, by=By(), reason="旧稿")
        draft.pictures.create(name=f"{number}.png")
        WatchedWord.objects.create(word=f"词{number}")
    assert draft.records.count() > 20
    assert queries(draft) == 5


def test_checking_writes_nothing(draft):
    before = list(draft.records.values()), Revision.objects.filter(pk=draft.pk).values().get()
    check(draft)
    assert before == (list(draft.records.values()), Revision.objects.filter(pk=draft.pk).values().get())


PIECES = st.sampled_from(
    ["其中,", "上半年", "2023年", "2月30日", "(星期五)", "增加值", "增长", "5", "3", ".", "%", "％", "亿元", "家", "“", "”", "《",
     ")", "(", "。", ",", "，", "\n", "的的", "占", "比重", "23年", "—", "1380013", "8000", "出口", "进口", "进出口", "同比", "比上年增加"]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_no_text_breaks_a_check(text):
    draft = subject(text, earlier=[("上半年,增加值3亿元,增长5%。", datetime(2022, 8, 1, tzinfo=BEIJING))])
    for finding in run(draft, {}):
        assert "未能完成" not in finding.sentence
        assert finding.place is None or 0 <= finding.place[0] < finding.place[1] <= len(draft.text)


@pytest.mark.parametrize(
    "text",
    [
        "“" * 20000 + "》" * 20000,
        "其中3家" * 8000,
        "5３" * 20000,
        "\n".join("“" * 20000),
        "9" * 40000,
        "的" * 40000,
        "(0571" * 9000,
    ],
    ids=["open marks", "parts", "mixed widths", "paragraphs", "digits", "one word", "landlines"],
)
def test_hostile_texts_take_little_time(text):
    draft = subject("")
    hostile = draft.__class__(
        title="", text=text, published_on=draft.published_on, region="钱塘区", source="x", column="x"
    )
    began = time.perf_counter()
    assert not [finding for finding in run(hostile, {"undecided": "off"}) if "未能完成" in finding.sentence]
    assert time.perf_counter() - began < 2


def test_the_office_sets_checks_and_words_in_the_admin(admin_client, draft):
    page = admin_client.get("/admin/indicators/checksetting/add/").content.decode()
    assert all(f'value="{code}"' in page for code in REGISTRY)
    admin_client.post("/admin/indicators/checksetting/add/", {"code": "contradiction", "severity": "off"})
    assert check(draft) == []
    assert "与已发布的数字不一致" in admin_client.get("/admin/indicators/checksetting/").content.decode()
    refused = admin_client.post("/admin/indicators/checksetting/add/", {"code": "no-such", "severity": "off"})
    assert refused.status_code == 200
    admin_client.post("/admin/indicators/watchedword/add/", {"word": "地区生产", "proper": "", "severity": "hint"})
    assert codes(draft) == ["words"]
