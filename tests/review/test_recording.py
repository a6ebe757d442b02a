"""From a draft's text to its records, and what happens to them when the text changes."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from articles.models import Region
from indicators.models import Alias, Record


def save(revision, body):
    revision.body = body
    revision.save()
    return {record.exact: record for record in revision.records.all()}


def test_a_record_says_what_the_sentence_says(town):
    record = town.live.newest.records.get(exact="512.3亿元")
    assert (record.name, record.measure, record.value, record.unit) == ("地区生产总值", "level", "512.3", "亿元")
    assert (record.period_start, record.period_end) == (date(2023, 1, 1), date(2023, 6, 30))
    assert (record.region, record.region_name) == (town.region, "钱塘区")
    assert (record.canonical_value, record.canonical_unit) == (Decimal("51230000000"), "元")
    assert record.indicator == town.gdp
    assert record.status == "candidate"
    assert record.rule
    assert 0 < record.confidence <= 1


def test_every_record_stands_on_its_own_words(town):
    for record in Record.objects.select_related("revision"):
        assert record.revision.text[record.start : record.end] == record.exact


def test_the_catalogue_is_matched_by_alias_and_whatever_the_spelling(town):
    Alias.objects.create(indicator=town.gdp, name="规模以上工业增加值")
    records = save(town.draft.newest, "<p>上半年规上工业增加值30亿元,GDP 50亿元。</p>")
    assert {r.indicator for r in records.values()} == {town.gdp}


def test_a_place_of_many_is_the_one_nearest_to_the_bulletin(town):
    far = Region.objects.create(code="320106", name="鼓楼区")
    Region.objects.create(code="350102", name="鼓楼区")
    records = save(town.draft.newest, "<p>上半年鼓楼区实现地区生产总值30亿元。</p>")
    assert all(r.region is None for r in records.values() if r.region_name == "鼓楼区")
    town.draft.region = Region.objects.create(code="320100", name="南京市")
    town.draft.save()
    revision = town.draft.newest
    records = save(revision, revision.body)
    assert all(r.region == far for r in records.values() if r.region_name == "鼓楼区")


def test_decisions_follow_their_words_and_candidates_are_read_anew(town):
    revision = town.draft.newest
    records = save(revision, "<p>上半年实现地区生产总值30亿元,增长5%。</p>")
    records["30亿元"].status = "confirmed"
    records["30亿元"].name = "本区的总值"
    records["30亿元"].decided_at = timezone.now()
    records["30亿元"].save()
    kept = records["30亿元"].pk
    records = save(revision, "<p>先说一句。</p><p>上半年实现地区生产总值30亿元,增长6%。</p>")
    assert records["30亿元"].pk == kept
    assert (records["30亿元"].name, records["30亿元"].status) == ("本区的总值", "confirmed")
    assert set(records) == {"30亿元", "6%"}


def test_a_decided_record_whose_words_are_gone_is_detached_not_deleted(town):
    revision = town.draft.newest
    records = save(revision, "<p>上半年实现地区生产总值30亿元。</p>")
    Record.objects.filter(pk=records["30亿元"].pk).update(status="confirmed", decided_at=timezone.now())
    records = save(revision, "<p>上半年实现地区生产总值31亿元。</p>")
    assert records["30亿元"].status == "detached"
    assert records["31亿元"].status == "candidate"


def test_saving_twice_changes_no_record(town):
    revision = town.draft.newest
    before = list(revision.records.values())
    revision.save()
    assert list(revision.records.values()) == before
