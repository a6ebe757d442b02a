"""The review desk by its addresses: who may, what a decision writes, what is refused, and what it costs."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from articles.publishing import By, publish
from indicators.desk.deciding import Refused, one_act
from indicators.models import Record

BODY = (
    "<p>上半年,全区实现地区生产总值512.3亿元,同比增长6.1%。数字经济核心产业增加值<strong>75亿</strong>元。</p>"
    "<p>新建5G基站120座,其中一季度30座。</p>"
)
SCRIPT = {"X-Desk": "1"}


@pytest.fixture(autouse=True)
def fresh_tally():
    cache.clear()


@pytest.fixture
def draft(town) -> Revision:
    revision = town.draft.newest
    revision.title, revision.body = "上半年增加值12亿元", BODY
    revision.save()
    return revision


@pytest.fixture
def editor(town, client):
    client.force_login(town.editor)
    return client


def at(revision, name="", *more):
    return reverse(f"admin:articles_revision_desk{name}", args=[revision.pk, *more])


def token_of(page: str, record: Record) -> str:
    form = page.split(f'action="{at(record.revision, "_decide", record.pk)}"')[1]
    return form.split('name="seen" value="')[1].split('"')[0]


def decide(client, record, act, seen=None, **more):
    seen = seen or token_of(client.get(at(record.revision)).content.decode(), record)
    return client.post(at(record.revision, "_decide", record.pk), {"act": act, "seen": seen}, **more)


def record_of(revision, exact) -> Record:
    return revision.records.select_related("revision").get(exact=exact)


def fields_of(client, record):
    form = client.get(at(record.revision, "_edit", record.pk)).context
    data = {name: form["form"][name].value() for name in form["form"].fields}
    return {name: "" if value is None else value for name, value in data.items()} | {"seen": form["seen"]}


def test_text_and_records_stand_side_by_side(editor, draft):
    page = editor.get(at(draft)).content.decode()
    for record in draft.records.all():
        assert f'id="card-r{record.pk}"' in page
        assert f'id="mark-r{record.pk}"' in page
    assert page.count('class="desk-mark" data-mark=') + page.count("desk-mark") > 4
    assert "上半年增加值<a" in page, "a figure of the title is marked as well"
    assert at(draft) in editor.get(reverse("admin:articles_revision_change", args=[draft.pk])).content.decode()


def test_a_link_in_the_text_gives_way_to_the_figure_in_it(editor, draft):
    draft.body = '<p>全区实现<a href="https://example.org/">地区生产总值33亿元</a>。</p>'
    draft.save()
    page = editor.get(at(draft)).content.decode()
    assert "example.org" not in page
    assert f'id="mark-r{record_of(draft, "33亿元").pk}"' in page


def test_a_candidate_says_why(editor, draft, town):
    page = editor.get(at(draft)).content.decode()
    assert "时期:“上半年”" in page
    assert "名称:“地区生产总值”" in page
    assert "至今还没有人核对过" in page
    rule = record_of(draft, "512.3亿元").rule
    record = record_of(draft, "512.3亿元")
    others = [Record.objects.get(pk=record.pk) for _ in range(3)]
    for other, status in zip(others, ["confirmed", "confirmed", "rejected"], strict=True):
        other.pk, other.status, other.decided_at, other.decided_by = None, status, timezone.now(), town.editor
        other.start, other.end = 0, 1
        other.save()
    cache.clear()
    page = editor.get(at(draft)).content.decode()
    assert f'data-rule="{rule}"' in page
    assert "至今核对过 3 条，2 条对" in page


# Who may


def test_only_people_of_the_flow_see_the_desk(client, town, draft):
    assert client.get(at(draft)).status_code == 302
    client.force_login(town.stranger)
    assert client.get(at(draft)).status_code == 403


def test_others_read_and_decide_nothing(client, town, draft):
    client.force_login(town.reviewer)
    record = record_of(draft, "512.3亿元")
    page = client.get(at(draft)).content.decode()
    assert f'id="card-r{record.pk}"' in page
    assert 'name="act"' not in page
    client.force_login(town.editor)
    seen = token_of(client.get(at(draft)).content.decode(), record)
    client.force_login(town.reviewer)
    assert decide(client, record, "confirmed", seen).status_code == 403
    assert client.get(at(draft, "_edit", record.pk)).status_code == 403
    assert client.post(at(draft, "_batch"), {"level": "0.7"}).status_code == 403
    assert client.post(at(draft, "_undo"), {"moment": timezone.now().isoformat()}).status_code == 403
    assert client.get(at(draft, "_add")).status_code == 403
    record.refresh_from_db()
    assert record.status == "candidate"


def test_a_submitted_draft_is_the_reviewers(client, town, draft):
    Revision.objects.filter(pk=draft.pk).update(state="submitted")
    client.force_login(town.reviewer)
    record = record_of(draft, "512.3亿元")
    assert decide(client, record, "confirmed").status_code == 302
    client.force_login(town.editor)
    assert 'name="act"' not in client.get(at(draft)).content.decode()


def test_of_a_published_version_candidates_may_be_confirmed_and_no_more(editor, draft, town):
    publish(draft, by=By())
    record = record_of(draft, "512.3亿元")
    page = editor.get(at(draft)).content.decode()
    assert 'value="confirmed"' in page
    assert 'value="rejected"' not in page
    seen = token_of(page, record)
    assert decide(editor, record, "rejected", seen).status_code == 409
    assert decide(editor, record, "confirmed", seen).status_code == 302
    record.refresh_from_db()
    assert (record.status, record.decided_by) == ("confirmed", town.editor)
    assert editor.get(at(draft, "_edit", record.pk)).status_code == 403
    assert editor.post(at(draft, "_add"), {"words": "30座", "at": 1}).status_code == 403
    assert editor.post(at(draft, "_batch"), {"level": "0.7", "seen": save(draft)}).status_code == 302
    assert draft.records.filter(status="confirmed").count() > 1
    assert "撤销刚才" not in editor.get(at(draft)).content.decode()


def save(revision) -> str:
    return Revision.objects.get(pk=revision.pk).saved_at.isoformat()


# One decision


@pytest.mark.parametrize("act", ["confirmed", "rejected"])
def test_a_decision_as_a_plain_form(editor, draft, town, act):
    record = record_of(draft, "512.3亿元")
    answer = decide(editor, record, act)
    assert answer.url == f"{at(draft)}#card-r{record.pk}"
    record.refresh_from_db()
    assert (record.status, record.decided_by) == (act, town.editor)
    assert record.decided_at
    assert decide(editor, record, "candidate").status_code == 302
    record.refresh_from_db()
    assert record.status == "candidate"


def test_the_script_gets_the_card_part_alone(editor, draft):
    record = record_of(draft, "512.3亿元")
    answer = decide(editor, record, "confirmed", headers=SCRIPT).content.decode()
    assert answer.strip().startswith(f'<div class="desk-decision" id="decision-r{record.pk}" data-state="confirmed"')
    assert "<html" not in answer


@pytest.mark.parametrize("headers", [{}, SCRIPT])
def test_a_record_that_changed_meanwhile_is_not_decided_on(editor, draft, town, headers):
    record = record_of(draft, "512.3亿元")
    seen = token_of(editor.get(at(draft)).content.decode(), record)
    Record.objects.filter(pk=record.pk).update(value="512.4")
    answer = decide(editor, record, "confirmed", seen, headers=headers)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "有人先您一步" in page
    assert "512.4亿元" in page
    record.refresh_from_db()
    assert record.status == "candidate"


def test_two_decisions_on_one_page_one_winner(editor, draft):
    record = record_of(draft, "512.3亿元")
    seen = token_of(editor.get(at(draft)).content.decode(), record)
    assert decide(editor, record, "confirmed", seen).status_code == 302
    assert decide(editor, record, "rejected", seen).status_code == 409
    record.refresh_from_db()
    assert record.status == "confirmed"


def test_a_record_that_a_save_has_removed(editor, draft):
    record = record_of(draft, "512.3亿元")
    seen = token_of(editor.get(at(draft)).content.decode(), record)
    draft.body = "<p>全区粮食产量3万吨。</p>"
    draft.save()
    answer = decide(editor, record, "confirmed", seen)
    assert answer.status_code == 409
    assert "已经不在了" in answer.content.decode()


def test_another_bulletins_record_is_not_reached_through_this_one(editor, draft, town):
    other = town.live.newest.records.first()
    answer = editor.post(at(draft, "_decide", other.pk), {"act": "confirmed", "seen": "x"})
    assert answer.status_code == 409
    assert editor.get(at(draft, "_edit", other.pk)).status_code == 404


def test_nonsense_is_refused(editor, draft):
    record = record_of(draft, "512.3亿元")
    assert editor.post(at(draft, "_decide", record.pk), {"act": "detached"}).status_code == 400
    assert editor.get(at(draft, "_decide", record.pk)).status_code == 405
    assert editor.post(at(draft, "_batch"), {"level": "nan"}).status_code == 400
    assert editor.post(at(draft, "_undo"), {"moment": "yesterday"}).status_code == 400
    assert editor.post(at(draft, "_undo"), {"moment": "2023-01-01"}).status_code == 400
    assert editor.post(at(draft, "_add"), {"words": "75亿", "at": "99999999999999"}).status_code == 409


def test_published_in_between(draft, town):
    """The page was drawn and the right to edit was asked while it was a draft; the database has the last word."""
    record = record_of(draft, "512.3亿元")
    publish(draft, by=By())
    with pytest.raises(Refused), one_act():
        Record.objects.filter(pk=record.pk).update(name="别的名称")
    assert record_of(draft, "512.3亿元").name == "地区生产总值"


# Mending


def test_a_field_is_mended_in_place(editor, draft, town):
    record = record_of(draft, "512.3亿元")
    data = fields_of(editor, record) | {
        "name": "本区的总值", "indicator": "GDP", "region": "杭州市", "period_start": "2023-04-01", "value": "５１２.５",
        "status": "confirmed",
    }  # fmt: skip
    assert editor.post(at(draft, "_edit", record.pk), data).status_code == 302
    record.refresh_from_db()
    assert (record.name, record.indicator, record.region, record.region_name) == (
        "本区的总值", town.gdp, town.city, "杭州市",
    )  # fmt: skip
    assert (record.period_start, record.value, record.canonical_value) == (date(2023, 4, 1), "512.5", 51250000000)
    assert (record.status, record.decided_by) == ("confirmed", town.editor)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("value", "五百", "这不是数字"),
        ("value", "NaN", "这不是数字"),
        ("value", "Infinity", "这不是数字"),
        ("value", "1e500", "这不是数字"),
        ("unit", "只只", "不认识的单位"),
        ("indicator", "没有的指标", "指标目录里没有"),
        ("region", "没有的地方", "没有这个地区"),
        ("period_start", "2024-01-01", "起日在止日之后"),
        ("status", "detached", "请选择确认"),
    ],
)
def test_what_the_form_refuses(editor, draft, field, value, said):
    record = record_of(draft, "512.3亿元")
    data = fields_of(editor, record) | {"status": "confirmed", field: value}
    answer = editor.post(at(draft, "_edit", record.pk), data, headers=SCRIPT)
    assert answer.status_code == 422
    if field != "status":
        assert said in answer.content.decode()
    record.refresh_from_db()
    assert record.decided_at is None


def test_a_stale_form_mends_nothing(editor, draft):
    record = record_of(draft, "512.3亿元")
    data = fields_of(editor, record) | {"status": "confirmed", "name": "别名"}
    decide(editor, record, "rejected")
    assert editor.post(at(draft, "_edit", record.pk), data).status_code == 409
    record.refresh_from_db()
    assert (record.status, record.name) == ("rejected", "地区生产总值")


# Many at once


def test_all_above_a_confidence_and_back(editor, draft, town):
    kept = record_of(draft, "6.1%")
    decide(editor, kept, "candidate")  # somebody has looked at it: no longer the machine's own
    Record.objects.filter(revision=draft).exclude(pk=kept.pk).update(confidence=0.5)
    sure = list(draft.records.exclude(pk=kept.pk)[:2])
    Record.objects.filter(pk__in=[record.pk for record in sure]).update(confidence=0.93)
    before = list(draft.records.order_by("pk").values())
    page = editor.get(at(draft)).content.decode()
    assert "把握 90% 以上的（2 条）" in page
    editor.post(at(draft, "_batch"), {"level": "0.9", "seen": save(draft)})
    done = draft.records.filter(status="confirmed")
    assert {record.pk for record in done} == {record.pk for record in sure}
    assert {record.decided_by for record in done} == {town.editor}
    moment = editor.get(at(draft)).content.decode().split('name="moment" value="')[1].split('"')[0]
    editor.post(at(draft, "_undo"), {"moment": moment})
    assert list(draft.records.order_by("pk").values()) == before


def test_undo_leaves_what_was_decided_since_and_what_others_did(editor, client, draft, town):
    Record.objects.filter(revision=draft).update(confidence=0.96)
    editor.post(at(draft, "_batch"), {"level": "0.95", "seen": save(draft)})
    moment = draft.records.filter(status="confirmed").first().decided_at.isoformat()
    again = record_of(draft, "512.3亿元")
    decide(editor, again, "rejected")
    town.reviewer.user_permissions.set(town.editor.groups.get().permissions.all())
    client.force_login(town.reviewer)
    assert client.post(at(draft, "_undo"), {"moment": moment}).status_code == 302
    assert draft.records.filter(status="confirmed").count() > 1, "another person's act"
    client.force_login(town.editor)
    client.post(at(draft, "_undo"), {"moment": moment})
    assert set(draft.records.values_list("status", flat=True)) == {"candidate", "rejected"}


def test_a_batch_does_not_confirm_what_nobody_saw(editor, draft):
    seen = save(draft)
    draft.body = BODY + "<p>全年粮食产量3万吨。</p>"
    draft.save()
    assert editor.post(at(draft, "_batch"), {"level": "0.7", "seen": seen}).status_code == 409
    assert not draft.records.filter(status="confirmed").exists()


# Words that the machine missed


def test_words_that_stand_once(editor, draft, town):
    Record.objects.filter(revision=draft, exact="120座").delete()
    form = editor.get(at(draft, "_add"), {"words": "120座"}).context
    assert (form["form"]["value"].value(), form["form"]["unit"].value()) == ("120", "座")
    data = {name: form["form"][name].value() or "" for name in form["form"].fields}
    data |= {"name": "5G基站", "words": "120座", "at": form["at"], "status": "confirmed"}
    assert editor.post(at(draft, "_add"), data).status_code == 302
    record = record_of(draft, "120座")
    assert draft.text[record.start : record.end] == "120座"
    assert (record.name, record.status, record.rule) == ("5G基站", "confirmed", "hand")
    assert (record.decided_by, record.confidence, record.region) == (town.editor, None, town.region)
    draft.save()
    assert record_of(draft, "120座").pk == record.pk, "reading the text again keeps it"


def test_words_that_stand_twice_must_be_told_apart(editor, draft):
    draft.body = "<p>一月新建基站20座,二月拆除20座,三月检修120座。</p>"
    draft.save()
    page = editor.get(at(draft, "_add"), {"words": "20座"}).content.decode()
    assert "有 2 处" in page, "and not in 120座"
    first, second = (
        place for place in range(len(draft.text)) if draft.text[place - 1 :].startswith(("站20座", "除20座"))
    )
    assert f"at={first}" in page
    assert f"at={second}" in page
    assert editor.get(at(draft, "_add"), {"words": "20座", "at": second}).context["at"] == second
    # The script says which of all it is: the second of the three that the letters make.
    assert editor.get(at(draft, "_add"), {"words": "20座", "nth": "1"}).context["at"] == second
    part = editor.get(at(draft, "_add"), {"words": "20座", "nth": "2"}).content.decode()
    assert "更长的数字的一部分" in part


@pytest.mark.parametrize("words", ["", "没有的字", "2.3亿元", "其中"])
def test_words_that_do_not_stand_there(editor, draft, words):
    page = editor.get(at(draft, "_add"), {"words": words}).content.decode()
    assert "errornote" in page
    assert 'name="status"' not in page


def test_words_that_have_moved_are_not_added(editor, draft):
    before = draft.records.count()
    answer = editor.post(at(draft, "_add"), {"words": "120座", "at": "3", "name": "基站", "status": "confirmed"})
    assert answer.status_code == 409
    assert draft.records.count() == before


# What is left


def test_every_number_is_accounted_for_and_an_undecided_one_can_be_dismissed(editor, draft):
    Record.objects.filter(revision=draft, exact="120座").delete()
    view = editor.get(at(draft)).context["view"]
    assert [card.words for card in view.undecided] == ["120座"], "with its unit"
    assert view.total == view.stated + view.rejected + sum(view.other.values()) + 1
    card = view.undecided[0]
    page = editor.get(at(draft)).content.decode()
    assert f'href="#card-{card.key}"' in page
    editor.post(at(draft, "_add"), {"words": card.words, "at": card.start, "act": "dismiss"})
    view = editor.get(at(draft)).context["view"]
    assert (view.undecided, view.rejected) == ([], 1)
    dismissed = record_of(draft, "120座")
    assert dismissed.status == "rejected"
    seen = next(card.token for card in view.cards if card.record == dismissed)
    assert editor.post(at(draft, "_take_back", dismissed.pk), {"seen": seen}).status_code == 302
    assert len(editor.get(at(draft)).context["view"].undecided) == 1


def test_a_detached_record_goes_back_to_its_words_or_out(editor, draft):
    record = record_of(draft, "512.3亿元")
    decide(editor, record, "confirmed")
    draft.body = "<p>全文重写,一月512.3亿元,二月512.3亿元。</p>"
    draft.save()
    Record.objects.filter(pk=record.pk).update(status="detached", decided_at=timezone.now())
    record.refresh_from_db()
    assert f'id="mark-r{record.pk}"' not in editor.get(at(draft)).content.decode()
    assert decide(editor, record, "confirmed", seen_of(editor, record)).status_code == 409
    form = editor.get(at(draft, "_put_back", record.pk)).context
    assert len(form["places"]) == 2
    data = {"seen": form["seen"], "at": form["places"][1][0]}
    assert editor.post(at(draft, "_put_back", record.pk), data | {"at": 1}).status_code == 409
    assert editor.post(at(draft, "_put_back", record.pk), data).status_code == 302
    record.refresh_from_db()
    assert (record.status, record.start) == ("candidate", form["places"][1][0])


def seen_of(client, record) -> str:
    return next(card.token for card in client.get(at(record.revision)).context["view"].cards if card.record == record)


# What it costs


def test_the_page_costs_the_same_however_many_records(editor, draft, town, django_assert_max_num_queries):
    # Of an indicator of the catalogue, so that the checks ask the archive as well.
    draft.body = "".join(f"<p>上半年实现地区生产总值{n}亿元。</p>" for n in range(11, 211))
    draft.save()
    assert draft.records.filter(indicator=town.gdp).count() == 200
    editor.get(at(draft))  # how often each rule was right is kept for some minutes
    with django_assert_max_num_queries(11):
        assert editor.get(at(draft)).status_code == 200


def test_a_decision_costs_little(editor, draft, django_assert_max_num_queries):
    record = record_of(draft, "512.3亿元")
    seen = token_of(editor.get(at(draft)).content.decode(), record)
    with django_assert_max_num_queries(8):
        assert decide(editor, record, "confirmed", seen, headers=SCRIPT).status_code == 200


def test_the_page_costs_no_more_when_nothing_is_kept(editor, draft, town, django_assert_num_queries):
    draft.body = "<p>上半年,全区实现地区生产总值521.3亿元。</p>"
    draft.save()
    editor.get(at(draft))
    cache.clear()
    # Session, user, own rights and the groups'; version, records; pictures, archive, words, settings; answers; tally by rule.
    with django_assert_num_queries(12):
        assert "校核" in editor.get(at(draft)).content.decode()


# What the checks find


def test_every_finding_stands_on_the_desk_with_a_way_to_its_words(editor, draft, town):
    draft.body = BODY.replace("512.3", "521.3") + "<p>2023年2月30日发布。发展的的质量。</p>"
    draft.save()
    page = editor.get(at(draft))
    spots = {spot.asked.finding.check: spot for spot in page.context["view"].spots}
    figure = record_of(draft, "521.3亿元")
    assert spots["contradiction"].goal == f"card-r{figure.pk}"
    text = page.content.decode()
    for code in ("date", "doubled"):
        assert f'id="{spots[code].goal}"' in text
        assert f'id="{spots[code].asked.anchor}"' in text


def test_findings_follow_a_decision(editor, draft, town):
    draft.body = BODY.replace("512.3", "521.3")
    draft.save()
    record = record_of(draft, "521.3亿元")
    part = editor.get(at(draft, "_checks"), headers=SCRIPT).content.decode()
    assert "<html" not in part
    assert f'id="findings-r{record.pk}" data-conflict' in part
    decide(editor, record, "rejected", headers=SCRIPT)
    part = editor.get(at(draft, "_checks"), headers=SCRIPT).content.decode()
    assert "data-conflict" not in part
    assert "521.3亿元" not in part


def test_a_finding_that_was_let_stand_no_longer_keeps_from_confirming(editor, draft, town):
    draft.body = BODY.replace("512.3", "521.3")
    draft.save()
    Record.objects.filter(revision=draft).update(confidence=0.96)
    record = record_of(draft, "521.3亿元")
    editor.post(at(draft, "_batch"), {"level": "0.95", "seen": save(draft)})
    assert record_of(draft, "521.3亿元").status == "candidate"
    key = next(f.asked.finding.key for f in editor.get(at(draft)).context["view"].spots if f.asked.is_open)
    editor.post(at(draft, "_answer"), {"key": key, "ready": "可比口径"})
    editor.post(at(draft, "_batch"), {"level": "0.95", "seen": save(draft)})
    record.refresh_from_db()
    assert record.status == "confirmed"
    page = editor.get(at(draft)).content.decode()
    assert "撤销刚才一次确认的 1 条" in page, "one is a batch as well"
    moment = page.split('name="moment" value="')[1].split('"')[0]
    editor.post(at(draft, "_undo"), {"moment": moment})
    record.refresh_from_db()
    assert record.status == "candidate"


# A sentence that says something else now


def test_a_decision_is_open_again_when_its_sentence_says_otherwise(editor, draft, town):
    kept, turned = record_of(draft, "512.3亿元"), record_of(draft, "6.1%")
    data = fields_of(editor, turned) | {"name": "本区生产总值", "status": "confirmed"}
    editor.post(at(draft, "_edit", turned.pk), data)
    decide(editor, kept, "confirmed")
    draft.body = BODY.replace("同比增长6.1%", "同比下降6.1%")
    draft.save()
    kept.refresh_from_db()
    turned.refresh_from_db()
    assert kept.status == "confirmed", "of the same sentence, and nothing of it changed"
    assert (turned.status, turned.value, turned.name) == ("candidate", "-6.1", "本区生产总值")
    page = editor.get(at(draft)).content.decode()
    assert "这句话改过：数值 6.1 → -6.1" in page
    draft.body += "<p>又一段。</p>"
    draft.save()
    assert record_of(draft, "6.1%").status == "candidate", "until somebody decides"
    decide(editor, record_of(draft, "6.1%"), "confirmed")
    assert "这句话改过" not in editor.get(at(draft)).content.decode()


def test_other_words_of_the_same_meaning_leave_a_decision_alone(editor, draft):
    record = record_of(draft, "6.1%")
    decide(editor, record, "confirmed")
    draft.body = BODY.replace("同比增长6.1%", "比上年同期增长6.1%")
    draft.save()
    record.refresh_from_db()
    assert record.status == "confirmed"


# A connection that is lost


def test_a_connection_lost_in_the_middle_of_a_decision_leaves_nothing_half_stored(editor, draft, town):
    """The record is written, and then the line to the database goes, before the alias that follows from it."""
    record = record_of(draft, "512.3亿元")
    before = Record.objects.filter(pk=record.pk).values().get()
    data = fields_of(editor, record) | {"name": "本区的总值", "indicator": "GDP", "status": "confirmed"}
    written = []

    def lose(execute, sql, params, many, context):
        if sql.startswith('UPDATE "indicators_record"'):
            written.append(sql)
        elif written and "indicators_alias" in sql:
            raise OperationalError("connection lost")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lose), pytest.raises(OperationalError):
        editor.post(at(draft, "_edit", record.pk), data)
    assert written
    assert Record.objects.filter(pk=record.pk).values().get() == before
