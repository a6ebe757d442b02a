"""Severe findings are mended, or let stand for a reason that is kept; before every step, whoever takes it."""

import json
from datetime import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import Act, Article, Revision
from articles.publishing import By, CannotPublish, approve, new_draft, publish, submit
from indicators.checks import check
from indicators.models import Answer, CheckSetting
from tests.conftest import BEIJING, write
from tests.publishing.test_admin import edit

CONTRADICTING = "<p>上半年,全区实现地区生产总值521.3亿元,同比增长6.1%。</p>"
COMPARABLE = "可比口径"


@pytest.fixture
def draft(town) -> Revision:
    """Nothing is left undecided; one severe finding: 512.3 was published."""
    revision = write((town.column, town.region), "二稿", CONTRADICTING, datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    revision.records.update(status="confirmed")
    return revision


@pytest.fixture
def editor(client, town):
    client.force_login(town.editor)
    return client


def at(name: str, revision: Revision, *more: object) -> str:
    return reverse(f"admin:articles_revision_{name}", args=[revision.pk, *more])


def answer(client, revision: Revision, **data: str):
    [finding] = [finding for finding in check(revision) if finding.severity == "severe"]
    return client.post(at("desk_answer", revision), {"key": finding.key, **data})


def state(revision: Revision) -> str:
    return Revision.objects.get(pk=revision.pk).state


def test_no_step_is_taken_while_a_severe_finding_is_open(town, draft):
    for person, before, step in [
        (town.editor, "draft", submit),
        (town.reviewer, "submitted", approve),
        (town.publisher, "approved", publish),
    ]:
        Revision.objects.filter(pk=draft.pk).update(state=before)
        with pytest.raises(CannotPublish, match="521.3亿元"):
            step(draft, by=By(person))
        assert state(draft) == before


def test_the_reason_is_kept_and_shown_to_the_later_hands(editor, client, town, draft):
    page = editor.post(at("step", draft, "submit"), follow=True).content.decode()
    assert "校核有 1 处严重问题" in page
    assert COMPARABLE in page, "ready to be given"
    assert answer(editor, draft, ready=COMPARABLE, step="submit").url == at("step", draft, "submit")
    given = Answer.objects.get()
    assert (given.revision, given.reason, given.by, given.address) == (draft, COMPARABLE, town.editor, "127.0.0.1")
    assert given.at
    editor.post(at("step", draft, "submit"))
    assert state(draft) == "submitted"
    assert COMPARABLE in Act.objects.get(verb="submit").note
    client.force_login(town.reviewer)
    for name, more in [("step", ("approve",)), ("desk", ()), ("change", ())]:
        page = client.get(at(name, draft, *more)).content.decode()
        assert COMPARABLE in page
        assert "bianji" in page
    client.post(at("step", draft, "approve"))
    client.force_login(town.publisher)
    client.post(at("step", draft, "publish"))
    assert state(draft) == "published"


def test_an_answer_lasts_while_the_finding_says_the_same(editor, draft):
    answer(editor, draft, reason="年度核算后修订")
    draft.body = "<p>新的第一段。</p>" + draft.body
    draft.save()
    page = editor.get(at("step", draft, "submit")).content.decode()
    assert "年度核算后修订" in page
    assert "严重问题" not in page
    draft.body = draft.body.replace("521.3", "522.3")
    draft.save()
    assert "校核有 1 处严重问题" in editor.get(at("step", draft, "submit")).content.decode()


def test_mended_is_answered(editor, draft):
    draft.body = draft.body.replace("521.3", "512.3")
    draft.save()
    draft.records.update(status="confirmed")
    editor.post(at("step", draft, "submit"))
    assert state(draft) == "submitted"


def test_a_check_that_the_office_made_lighter_or_switched_off_is_not_asked(town, draft):
    setting = CheckSetting.objects.create(code="contradiction", severity="warning")
    submit(draft, by=By(town.editor))
    Revision.objects.filter(pk=draft.pk).update(state="draft")
    setting.severity = CheckSetting.OFF
    setting.save()
    submit(draft, by=By(town.editor))
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [({}, "请写明为什么"), ({"reason": "  "}, "请写明为什么"), ({"reason": "长" * 201}, "200 个字以内")],
)
def test_a_reason_must_be_given(editor, draft, data, said):
    refused = answer(editor, draft, **data)
    assert refused.status_code == 409
    assert said in refused.content.decode()
    assert not Answer.objects.exists()


def test_only_what_is_found_is_answered_and_only_by_whom_it_falls_to(editor, client, town, draft):
    assert editor.post(at("desk_answer", draft), {"key": "contradiction:0", "reason": "x"}).status_code == 409
    assert editor.get(at("desk_answer", draft)).status_code == 405
    client.force_login(town.reviewer)
    assert answer(client, draft, reason="x").status_code == 403
    Revision.objects.filter(pk=draft.pk).update(state="submitted")
    assert answer(client, draft, reason="x").status_code == 302
    Revision.objects.filter(pk=draft.pk).update(state="approved")
    assert answer(client, draft, act="take_back").status_code == 403
    # The archive stirred something up after the approval: the signer may answer, or send it back.
    client.force_login(town.publisher)
    assert answer(client, draft, reason="y").status_code == 302
    assert Answer.objects.get().reason == "y"


def test_taken_back_it_is_asked_again(editor, draft):
    answer(editor, draft, reason="x")
    answer(editor, draft, act="take_back")
    assert not Answer.objects.exists()
    editor.post(at("step", draft, "submit"))
    assert state(draft) == "draft"


def test_answers_are_frozen_sealed_and_carried_to_the_next_version(editor, town, draft, capsys):
    answer(editor, draft, reason=COMPARABLE)
    publish(draft, by=By())
    given = draft.answers.get()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Answer.objects.filter(pk=given.pk).update(reason="别的")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        given.delete()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Answer.objects.create(revision=draft, key="x:1", sentence="", reason="", at=given.at)
    call_command("verify")
    later = new_draft(draft, by=By(town.editor))
    assert [(a.reason, a.by) for a in later.answers.all()] == [(COMPARABLE, town.editor)]
    assert not [one for one in check(later) if one.severity == "severe"] or later.answers.exists()
    answer(editor, later, act="take_back")
    later.save()
    assert not later.answers.exists(), "taken back, it does not return with the next save"


def test_a_command_refuses_with_the_list_unless_a_reason_is_given(town, tmp_path, capsys):
    file = tmp_path / "a.txt"
    file.write_text("上半年简报\n\n发布日期:2023-08-01\n\n上半年,全区实现地区生产总值521.3亿元。\n", encoding="utf-8")
    before = Article.objects.count()
    with pytest.raises(CommandError):
        call_command("import_bulletin", str(file), "--publish")
    error = json.loads(capsys.readouterr().out)["error"]
    assert "521.3亿元" in error
    assert "--reason" in error
    assert Article.objects.count() == before
    call_command("import_bulletin", str(file), "--publish", "--reason", "旧报照录")
    assert json.loads(capsys.readouterr().out)["state"] == "published"
    given = Answer.objects.get()
    assert (given.reason, given.by) == ("旧报照录", None)
    note = Act.objects.get(verb="publish", title="上半年简报").note
    assert "旧报照录" in note
    assert "1 条记录待核对" in note, "nobody looked at it, and the log says so"
    assert Act.objects.get(verb="import", title="上半年简报").note == "a.txt"


def test_what_is_undecided_goes_out_for_a_reason_that_the_log_keeps(editor, client, town):
    revision = town.draft.newest
    page = editor.post(at("step", revision, "submit"), {}).content.decode()
    assert "还有 1 条记录待核对" in page
    assert 'class="errorlist"' in page
    assert state(revision) == "draft"
    editor.post(at("step", revision, "submit"), {"because": "目标数,不作指标"})
    assert state(revision) == "submitted"
    assert "目标数,不作指标" in Act.objects.get(verb="submit").note
    client.force_login(town.reviewer)
    assert "目标数,不作指标" in client.get(at("step", revision, "approve")).content.decode()
    client.post(at("step", revision, "approve"))
    client.force_login(town.publisher)
    client.post(at("step", revision, "publish"))
    assert state(revision) == "approved"
    client.post(at("step", revision, "publish"), {"because": "同意"})
    assert state(revision) == "published"


def test_one_person_publishes_at_once_with_the_same_questions(client, town, draft, admin_user, settings):
    settings.ONE_PERSON_OFFICE = True
    client.force_login(admin_user)
    assert "521.3亿元" in client.get(at("step", draft, "at_once")).content.decode()
    client.post(at("step", draft, "at_once"))
    assert state(draft) == "draft"
    answer(client, draft, ready=COMPARABLE)
    client.post(at("step", draft, "at_once"))
    assert state(draft) == "published"
    settings.ONE_PERSON_OFFICE = False
    assert client.get(at("step", town.draft.newest, "at_once")).status_code == 403


def test_saving_says_what_the_checks_found(editor, town, draft):
    page = editor.get(edit(editor, town, draft, published_on_0="2023-08-01").url).content.decode()
    assert "校核发现 1 处严重问题" in page
    assert f"{at('desk', draft)}#desk-checks" in page
