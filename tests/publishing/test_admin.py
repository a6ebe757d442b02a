"""The editors' desk, through its addresses, with people who stand for rights."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles.models import Act, Article, Revision

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/revision/"


def png(size=(40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG")
    return buffer.getvalue()


def fields(town, revision: Revision | None = None, **changed: object) -> dict[str, object]:
    """What the change form sends."""
    data: dict[str, object] = {
        "title": revision.title if revision else "五月份经济运行",
        "subtitle": "",
        "published_on_0": "2023-06-20",
        "published_on_1": "09:00:00",
        "source": "东湖日报",
        "authors": "",
        "summary": "",
        "body": revision.body if revision else "<p>1-5月,全区完成固定资产投资85亿元,增长9.2%。</p>",
        "correction_note": "",
        "column": town.column.pk,
        "region": town.region.pk,
        "pictures-TOTAL_FORMS": 0,
        "pictures-INITIAL_FORMS": 0,
    }
    return data | changed


def edit(client, town, revision: Revision, **changed: object):
    return client.post(f"{LIST}{revision.pk}/change/", fields(town, revision, **changed))


def test_the_list_shows_each_bulletin_once_and_can_be_searched(client, town):
    client.force_login(town.editor)
    page = client.get(LIST).content.decode()
    assert page.count("一季度经济运行情况") == 1
    assert "已撤回" in page
    assert "草稿" in page
    found = client.get(LIST, {"q": "数字经济核心"}).content.decode()
    assert "上半年经济运行情况" in found
    assert "一季度经济运行情况" not in found
    drafts = client.get(LIST, {"state": "draft"}).content.decode()
    assert "尚未公开的草稿" in drafts
    assert "上半年经济运行情况" not in drafts


def test_the_list_costs_the_same_for_any_number_of_bulletins(client, town, django_assert_max_num_queries):
    client.force_login(town.editor)
    client.get(LIST)  # renews the session, once a minute
    with django_assert_max_num_queries(9):
        client.get(LIST)


def test_an_editor_writes_a_bulletin_and_its_figures_are_found(client, town):
    client.force_login(town.editor)
    answer = client.post(f"{LIST}add/", fields(town))
    assert answer.status_code == 302
    revision = Revision.objects.get(title="五月份经济运行")
    assert revision.records.filter(exact="85亿元").exists()
    assert revision.created_by == town.editor


def step(client, person, revision: Revision, verb: str, **data: object):
    client.force_login(person)
    where = verb if verb == "withdraw" else f"step/{verb}"
    return client.post(f"{LIST}{revision.pk}/{where}/", data)


def test_a_bulletin_goes_through_three_hands(client, town):
    client.force_login(town.editor)
    town.draft.newest.records.update(status="confirmed", decided_at=timezone.now())
    edit(client, town, town.draft.newest, _submit="1")
    revision = town.draft.newest
    assert (revision.state, revision.submitted_by) == ("submitted", town.editor)
    step(client, town.reviewer, revision, "send_back", reason="请核对总值")
    assert town.draft.newest.state == "draft"
    page = client.get(f"{LIST}{revision.pk}/change/").content.decode()
    assert "请核对总值" in page
    step(client, town.editor, revision, "submit")
    step(client, town.reviewer, revision, "approve")
    step(client, town.publisher, revision, "publish")
    revision = town.draft.newest
    assert revision.is_published
    assert revision.published_by == town.publisher
    step(client, town.publisher, revision, "withdraw", reason="口径有误")
    assert not Revision.objects.visible().filter(article=town.draft).exists()
    acts = Act.objects.filter(article_number=town.draft.pk).order_by("id")
    assert [(act.verb, act.user) for act in acts] == [
        ("submit", town.editor),
        ("send_back", town.reviewer),
        ("submit", town.editor),
        ("approve", town.reviewer),
        ("publish", town.publisher),
        ("withdraw", town.publisher),
    ]
    assert {act.address for act in acts} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("who", "state", "verb"),
    [
        ("editor", "submitted", "approve"),
        ("editor", "approved", "publish"),
        ("reviewer", "approved", "publish"),
        ("publisher", "submitted", "approve"),
        ("stranger", "draft", "submit"),
    ],
)
def test_nobody_does_what_is_not_theirs(client, town, who, state, verb):
    Revision.objects.filter(pk=town.draft.newest.pk).update(state=state)
    assert step(client, getattr(town, who), town.draft.newest, verb).status_code == 403
    assert town.draft.newest.state == state


def test_who_wrote_it_takes_it_back_before_it_is_approved_and_nobody_else_does(client, town):
    draft = town.draft.newest
    Revision.objects.filter(pk=draft.pk).update(state="submitted", created_by=town.editor)
    colleague = User.objects.create_user("tongshi", is_staff=True)
    colleague.groups.set(town.editor.groups.all())
    assert "只有写稿或送审的人" in step(client, colleague, draft, "recall").content.decode()
    assert town.draft.newest.state == "submitted"
    client.force_login(town.editor)
    assert "要改，请按“撤回送审”" in client.get(f"{LIST}{draft.pk}/change/").content.decode()
    step(client, town.editor, draft, "recall")
    assert town.draft.newest.state == "draft"
    assert Act.objects.first().verb == "recall"
    Revision.objects.filter(pk=draft.pk).update(state="approved")
    assert "不能这样做" in step(client, town.editor, draft, "recall").content.decode()


def test_the_reason_stays_on_top_whatever_is_saved_afterwards(client, town):
    draft = town.draft.newest
    Revision.objects.filter(pk=draft.pk).update(state="submitted")
    step(client, town.reviewer, draft, "send_back", reason="来源写法不规范")
    client.force_login(town.editor)
    client.post(f"{LIST}{draft.pk}/saves/", {"name": "退回时"})
    assert "退回，原因：来源写法不规范" in client.get(f"{LIST}{draft.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("state", "verb"), [("draft", "approve"), ("draft", "publish"), ("submitted", "publish"), ("approved", "submit")]
)
def test_no_step_is_skipped(client, town, admin_user, state, verb):
    Revision.objects.filter(pk=town.draft.newest.pk).update(state=state)
    answer = step(client, admin_user, town.draft.newest, verb)
    assert "不能这样做" in answer.content.decode()
    assert town.draft.newest.state == state


def test_nobody_passes_their_own_words_on(client, town, admin_user, settings):
    Revision.objects.filter(pk=town.draft.newest.pk).update(state="submitted", created_by=admin_user)
    assert "须由另一位同事" in step(client, admin_user, town.draft.newest, "approve").content.decode()
    assert town.draft.newest.state == "submitted"
    settings.ONE_PERSON_OFFICE = True
    step(client, admin_user, town.draft.newest, "approve")
    assert town.draft.newest.state == "approved"
    assert "单人办公" in Act.objects.get(verb="approve").note


def test_words_under_review_are_the_reviewers(client, town):
    revision = town.draft.newest
    Revision.objects.filter(pk=revision.pk).update(state="submitted")
    client.force_login(town.editor)
    edit(client, town, revision, title="作者又改")
    assert town.draft.newest.title == revision.title
    client.force_login(town.reviewer)
    assert edit(client, town, revision, title="改过").status_code == 302
    Revision.objects.filter(pk=revision.pk).update(state="approved")
    assert edit(client, town, revision, title="又改").status_code == 403
    assert town.draft.newest.title == "改过"


def test_a_time_in_the_future_is_kept_and_one_in_the_past_refused(client, town):
    Revision.objects.filter(pk=town.draft.newest.pk).update(state="approved")
    town.draft.newest.records.update(status="confirmed")
    late = {"visible_from_0": "2020-01-01", "visible_from_1": "08:00"}
    assert "已经过去" in step(client, town.publisher, town.draft.newest, "publish", **late).content.decode()
    step(client, town.publisher, town.draft.newest, "publish", visible_from_0="2099-01-01", visible_from_1="08:00")
    assert town.draft.newest.is_published
    assert not Revision.objects.visible().filter(article=town.draft).exists()


def test_the_front_page_says_what_waits_for_whom(client, town):
    Revision.objects.filter(pk=town.draft.newest.pk).update(state="submitted", created_by=town.editor)
    client.force_login(town.reviewer)
    assert "等我审核 <b>1</b>" in client.get("/admin/").content.decode()
    client.force_login(town.editor)
    assert "没有待办" in client.get("/admin/").content.decode()


def test_the_log_is_read_exported_and_never_changed(client, town, admin_user):
    client.force_login(admin_user)
    act = Act.objects.first()
    assert act.title in client.get("/admin/articles/act/").content.decode()
    answer = client.post("/admin/articles/act/", {"action": "export", "_selected_action": [act.pk]})
    assert act.title in answer.content.decode("utf-8-sig")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(title="x")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        act.delete()


def test_withdrawing_without_a_reason_is_refused_in_words(client, town):
    client.force_login(town.publisher)
    page = client.post(f"{LIST}{town.live.newest.pk}/withdraw/", {"reason": " "}, follow=True).content.decode()
    assert "请写明撤回原因" in page
    assert Revision.objects.visible().filter(article=town.live).exists()


def test_a_bulletin_of_hundreds_of_figures_is_saved(client, town):
    client.force_login(town.editor)
    revision = town.draft.newest
    revision.body = "".join(f"<p>第{n}类产品产量{n}万吨,增长{n}.5%。</p>" for n in range(1, 120))
    revision.save()
    assert revision.records.count() > 200
    assert edit(client, town, revision, title="数字很多的公报").status_code == 302
    assert town.draft.newest.title == "数字很多的公报"


def test_a_published_version_is_read_only_and_its_edit_is_a_new_version(client, town):
    client.force_login(town.editor)
    live = town.live.newest
    assert edit(client, town, live, title="改过").status_code == 403
    client.post(f"{LIST}{live.pk}/new-version/")
    draft = town.live.newest
    assert (draft.number, draft.is_published) == (2, False)
    assert Revision.objects.visible().get(article=town.live) == live


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": "<script>alert(1)</script>"}, "正文是空的"),
        ({"published_on_0": "2023-02-30"}, "有效的日期"),
        ({"body": "<div>" * 300 + "深" + "</div>" * 300}, "嵌套层数过多"),
    ],
)
def test_a_bad_entry_is_refused_beside_its_field_and_changes_nothing(client, town, change, words):
    client.force_login(town.editor)
    before = list(Record_values(town))
    answer = edit(client, town, town.draft.newest, **change)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert list(Record_values(town)) == before


def Record_values(town):
    return town.draft.newest.records.values_list("name", "value", "unit", "period_start", "start")


def upload(client, town, content: bytes, alt: str = "一幅示意图"):
    picture = SimpleUploadedFile("图.png", content, "image/png")
    data = {
        "pictures-TOTAL_FORMS": 1,
        "pictures-0-name": "图.png",
        "pictures-0-alt": alt,
        "pictures-0-upload": picture,
        "pictures-0-revision": town.draft.newest.pk,
    }
    return edit(client, town, town.draft.newest, **data)


def test_a_picture_is_uploaded_and_rendered(client, town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(town.editor)
    assert upload(client, town, png((1200, 900))).status_code == 302
    picture = town.draft.newest.pictures.get()
    assert (picture.width, picture.height) == (1200, 900)
    assert [r["width"] for r in picture.renditions] == [480, 960, 1200]


def test_what_the_editor_says_of_a_picture_is_said_once(client, town):
    client.force_login(town.editor)
    body = '<p>正文。</p><figure><img src="图1.png" alt="一幅柱状图"></figure>'
    edit(client, town, town.draft.newest, body=body)
    assert town.draft.newest.pictures.get(name="图1.png").alt == "一幅柱状图"


@pytest.mark.parametrize("content", [b"not a picture", b"", png()[:40], b"GIF89a" + b"\xff" * 40])
def test_what_is_no_picture_is_refused_and_nothing_is_stored(client, town, settings, tmp_path, content):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(town.editor)
    answer = upload(client, town, content)
    assert answer.status_code == 200
    assert not town.draft.newest.pictures.exists()
    assert not list(tmp_path.rglob("*.*"))


def test_a_draft_goes_with_its_article_a_later_draft_alone(client, town, admin_user):
    client.force_login(admin_user)
    client.post(f"{LIST}{town.draft.newest.pk}/delete/", {"post": "yes"})
    assert not Article.objects.filter(pk=town.draft.pk).exists()
    client.post(f"{LIST}{town.live.newest.pk}/new-version/")
    client.post(f"{LIST}{town.live.newest.pk}/delete/", {"post": "yes"})
    assert town.live.newest.number == 1


def test_the_desk_is_closed_to_strangers(client, town):
    client.force_login(town.stranger)
    for address in (LIST, f"{LIST}{town.draft.newest.pk}/change/", f"{LIST}{town.live.newest.pk}/withdraw/"):
        assert client.get(address).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302
    assert reverse("admin:index")


def test_what_the_checks_find_stands_beside_the_text(client, town):
    client.force_login(town.editor)
    revision = town.draft.newest
    revision.body = "<p>上半年,全区实现地区生产总值530亿元。</p>"
    revision.save()
    page = client.get(f"{LIST}{revision.pk}/change/").content.decode()
    assert "校核：" in page
    assert "512.3亿元" in page, "what was published of the same indicator, place and period"


def test_a_day_without_a_time_begins_at_midnight(client, town):
    client.force_login(town.editor)
    edit(client, town, town.draft.newest, published_on_0="2023-06-20", published_on_1="")
    assert timezone.localtime(town.draft.newest.published_on).isoformat() == "2023-06-20T00:00:00+08:00"
    page = edit(client, town, town.draft.newest, published_on_0="", published_on_1="09:00").content.decode()
    assert "errorlist" in page
