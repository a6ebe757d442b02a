"""What a correction changed: on the figure's record, in the ledger, in its feed."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from articles.models import Revision
from articles.publishing import By, new_draft, publish, withdraw
from indicators.models import Correction, Record
from tests.conftest import Town
from tests.reading.test_pages import read

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def correct(revision: Revision, old: str, new: str, note: str = "数字有误。", **at) -> Revision:
    draft = new_draft(revision, by=By())
    assert old in draft.body
    draft.body, draft.correction_note = draft.body.replace(old, new), note
    draft.save()
    return publish(draft, by=By(), **at)


def stated(revision: Revision, value: str) -> Record:
    return Record.objects.get(revision=revision, value=value)


@pytest.fixture
def live(town: Town) -> Revision:
    return Revision.objects.visible().get(article=town.live)


def test_a_record_shows_its_figure_in_every_version(client: Client, live: Revision, django_assert_num_queries) -> None:
    second = correct(live, "512.3", "511.9", "初稿多计一家企业。")
    third = correct(second, "同比增长6.1%", "同比增长6.2%", "增速重新核定。")
    before, after = stated(live, "512.3"), stated(third, "511.9")
    with django_assert_num_queries(6):  # record, versions, the figure in them, merged entries, what is beside it, menu
        page = read(client, after.get_absolute_url())
    rows = page.split('id="versions"')[1].split("</ol>")[0]
    assert rows.count("<li") == 3
    assert f'href="{before.get_absolute_url()}"' in rows
    assert "初稿多计一家企业。" in rows
    assert rows.count("改动</span>") == 1, "what stayed as it was is not marked"
    old = read(client, before.get_absolute_url())
    assert f'现在的版本写的是 <a href="{after.get_absolute_url()}">511.9亿元</a>' in old.replace("\n", "")
    same = read(client, stated(live, "75").get_absolute_url())
    assert f'这个数字没有变。 <a href="{stated(third, "75").get_absolute_url()}">' in same


def test_a_figure_that_is_no_longer_stated_says_so(client: Client, live: Revision) -> None:
    correct(live, "<p>数字经济核心产业增加值<strong>75亿元</strong>,增速居全市第二。</p>", "", "删去未核实的一段。")
    page = read(client, stated(live, "75").get_absolute_url())
    assert "现在的版本里没有这个数字。" in page
    assert "没有这个数字</span>" in page
    assert "数字经济核心产业增加值<mark>75亿元</mark>" in page
    assert f"/articles/{live.article_id}/v1/#record-" in page


def test_the_ledger_lists_figures_and_notices_newest_first(
    client: Client, town: Town, live: Revision, django_assert_num_queries
) -> None:
    correct(live, "512.3", "511.9", "初稿多计一家企业。")
    with django_assert_num_queries(5):  # the first year, the versions, their bulletins, their figures, the menu
        page = read(client, "/corrections/")
    entries = page.split('<ol class="bulletins ledger">')[1].split("</ol>")[0]
    assert entries.index("初稿多计一家企业。") < entries.index("地区生产总值原为240亿元。")
    for value in ["512.3亿元", "511.9亿元", "240亿元", "241亿元"]:
        assert value in entries
    assert "6.1%" not in entries, "what stayed as it was"
    year = timezone.localdate().year
    assert "511.9" in read(client, f"/corrections/?year={year}&place=钱塘区")
    assert "511.9" in read(client, "/elder/corrections/?place=330114")
    assert "没有符合条件的更正" in read(client, "/corrections/?place=杭州市")
    for silly in ["year=99999", "year=%00", "before=x", "place=%00%27" + "1" * 5000]:
        assert len(read(client, f"/corrections/?{silly}")) < 60_000


def test_what_is_not_read_yet_or_no_more_is_not_in_the_ledger(client: Client, town: Town, live: Revision) -> None:
    correct(live, "512.3", "509.9", visible_from=timezone.now() + timedelta(days=1))
    withdraw(town.corrected, by=By(), reason="数据口径有误")
    for address in ["/corrections/", "/corrections/feed.xml", stated(live, "512.3").get_absolute_url()]:
        page = read(client, address)
        assert "509.9" not in page
        assert "240亿元" not in page


def test_a_version_after_a_withdrawal_is_compared_with_none_that_was_withdrawn(client: Client, town: Town) -> None:
    last = Revision.objects.visible().get(article=town.corrected)
    withdraw(town.corrected, by=By(), reason="数据口径有误")
    clean = correct(last, "241", "239")
    assert not Correction.objects.filter(revision=clean).exists()
    page = read(client, stated(clean, "239").get_absolute_url())
    assert "241亿元" not in page
    assert "240亿元" not in read(client, "/corrections/")


def test_the_feed_keeps_its_ids(client: Client, town: Town, live: Revision) -> None:
    second = correct(live, "512.3", "511.9")
    feed = ET.fromstring(read(client, "/corrections/feed.xml"))
    entry = feed.find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", "", ATOM) == "更正：上半年经济运行情况"
    assert "512.3亿元 → 511.9亿元" in entry.findtext("a:summary", "", ATOM)
    assert entry.findtext("a:id", "", ATOM).endswith(f":articles/{second.article_id}/v2")
    ids = [
        [
            e.text
            for e in ET.fromstring(
                read(
                    client,
                    f"{mode}/feed.xml",
                )
            ).findall("a:entry/a:id", ATOM)
        ]
        for mode in ["", "/en"]
    ]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_what_was_written_down_stays(town: Town) -> None:
    made = Correction.objects.get(kind="changed")
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=made.pk).update(kind="removed")
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.filter(pk=made.after_id).update(origin=None)
