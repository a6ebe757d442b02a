"""命名保存: kept under a name, compared, brought back; nothing that they take the place of is lost."""

import re

import pytest
from django.test import Client
from lxml import html

from articles import drafting
from articles.models import Act, Article, Autosave, NamedSave, Picture, Revision
from tests.conftest import Town
from tests.publishing.test_admin import LIST, edit

OLD = "<p>全年实现地区生产总值777亿元。</p>"


def keep(client: Client, draft: Revision, name: str, note: str = "") -> str:
    return client.post(f"{LIST}{draft.pk}/saves/", {"name": name, "note": note}, follow=True).content.decode()


def bring_back(client: Client, draft: Revision, save: NamedSave, known: str = "") -> str:
    known = known or drafting.token(Revision.objects.get(pk=draft.pk))
    return client.post(f"{LIST}{draft.pk}/saves/{save.pk}/", {"known": known}, follow=True).content.decode()


def words(draft: Revision) -> tuple[str, str]:
    draft = Revision.objects.get(pk=draft.pk)
    return draft.title, draft.body


@pytest.fixture
def desk(client: Client, town: Town) -> Client:
    client.force_login(town.editor)
    return client


@pytest.fixture
def draft(town: Town) -> Revision:
    return town.draft.newest


def test_what_was_kept_comes_back_and_what_it_replaces_is_kept_first(desk: Client, town: Town, draft: Revision) -> None:
    assert "已存一份：送审前。" in keep(desk, draft, "送审前", "王局看过")
    edit(desk, town, draft, title="改过的标题", body="<p>全年实现地区生产总值778亿元。</p>")
    page = bring_back(desk, draft, NamedSave.objects.get())
    assert "已恢复“送审前”" in page
    assert words(draft) == ("尚未公开的草稿", OLD)
    assert [record.exact for record in draft.records.stated()] == ["777亿元"], "the figures follow the words"
    newest = NamedSave.objects.exclude(name="送审前").get()
    assert newest.note == "恢复“送审前”之前的草稿"
    bring_back(desk, draft, newest)
    assert words(draft) == ("改过的标题", "<p>全年实现地区生产总值778亿元。</p>")
    assert NamedSave.objects.count() == 2, "what is kept already is not kept twice"
    acts = Act.objects.filter(article_number=town.draft.pk).order_by("id").values_list("verb", "note", "user")
    assert [(verb, user) for verb, _, user in acts] == [
        (verb, town.editor.pk) for verb in ["keep", "keep", "bring_back", "bring_back"]
    ]


def test_what_was_typed_and_not_saved_is_kept_too(desk: Client, town: Town, draft: Revision) -> None:
    keep(desk, draft, "起初")
    desk.post(f"{LIST}{draft.pk}/autosave/", {"changed": "1", "title": "还没保存的标题", "body": "<p>新话</p>"})
    bring_back(desk, draft, NamedSave.objects.get(name="起初"))
    typed = NamedSave.objects.get(name__startswith="未保存的文字")
    assert (typed.words["title"], typed.words["body"]) == ("还没保存的标题", "<p>新话</p>")
    assert Autosave.objects.count() == 1, "and it was no save of the draft"


def test_place_pictures_and_correction_note_come_along(desk: Client, town: Town, draft: Revision) -> None:
    Picture.objects.create(revision=draft, name="图.png", alt="一幅图", sha256="ab" * 32, file="pictures/ab.png")
    Revision.objects.filter(pk=draft.pk).update(correction_note="更正了数字", region=town.city)
    keep(desk, draft, "带图")
    draft.pictures.all().delete()
    Picture.objects.create(revision=draft, name="别的.png")
    Revision.objects.filter(pk=draft.pk).update(correction_note="", region=town.region)
    bring_back(desk, draft, NamedSave.objects.get(name="带图"))
    picture = draft.pictures.get()
    assert (picture.name, picture.alt, picture.file.name) == ("图.png", "一幅图", "pictures/ab.png")
    draft.refresh_from_db()
    assert (draft.correction_note, draft.region) == ("更正了数字", town.city)
    assert Article.objects.get(pk=town.draft.pk).region == town.city


def test_it_is_compared_with_the_draft_a_version_or_another(desk: Client, town: Town, draft: Revision) -> None:
    keep(desk, draft, "甲")
    edit(desk, town, draft, title="乙的标题")
    keep(desk, draft, "乙")
    one, other = NamedSave.objects.order_by("id")
    address = f"{LIST}{draft.pk}/saves/{one.pk}/"
    for query in ["", "?with=v1", f"?with=s{other.pk}", "?whole=1", "?with=%00"]:
        page = desk.get(f"{address}{query}").content.decode()
        assert "乙的</ins>" in page or "乙的标题" in page
        assert '<th scope="col">甲</th>' in page
    assert "两边的文字没有不同" in desk.get(f"{LIST}{draft.pk}/saves/{other.pk}/").content.decode()


def test_a_save_outlives_its_draft_becoming_a_version(desk: Client, town: Town) -> None:
    desk.post(f"{LIST}{town.live.newest.pk}/new-version/")
    second = town.live.newest
    keep(desk, second, "第二版初稿")
    save = NamedSave.objects.get()
    published = town.live.revisions.get(number=1)
    page = desk.get(f"{LIST}{published.pk}/saves/").content.decode()
    assert "第二版初稿" in page
    assert 'name="name"' not in page, "a published version is not kept, it stays anyway"
    assert desk.post(f"{LIST}{published.pk}/saves/{save.pk}/", {"known": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "answer"),
    [("", "请给这一份起个名字"), (" \t ", "请给这一份起个名字"), ("字" * 61, "60"), ("送审前", "请换一个名字")],
)
def test_a_name_that_will_not_do(desk: Client, town: Town, draft: Revision, name: str, answer: str) -> None:
    keep(desk, draft, "送审前")
    assert answer in keep(desk, draft, name)
    assert NamedSave.objects.count() == 1


def test_a_newer_save_of_the_draft_is_not_overwritten(desk: Client, town: Town, draft: Revision) -> None:
    keep(desk, draft, "起初")
    seen = drafting.token(Revision.objects.get(pk=draft.pk))
    edit(desk, town, draft, title="别人刚存的")
    assert "有人保存过这份稿件，没有恢复" in bring_back(desk, draft, NamedSave.objects.get(), seen)
    assert words(draft)[0] == "别人刚存的"
    assert NamedSave.objects.count() == 1


def test_who_may_only_read_keeps_nothing(client: Client, town: Town, draft: Revision) -> None:
    save = NamedSave.objects.create(revision=draft, name="一份", words={})
    client.force_login(town.stranger)
    for address in [f"{LIST}{draft.pk}/saves/", f"{LIST}{draft.pk}/saves/{save.pk}/"]:
        assert client.get(address).status_code == 403
        assert client.post(address, {"name": "x"}).status_code == 403
    client.force_login(town.publisher)
    assert client.post(f"{LIST}{draft.pk}/saves/", {"name": "x"}).status_code == 403
    assert client.get(f"{LIST}{town.live.newest.pk}/saves/{save.pk}/").status_code == 404, "of another bulletin"
    assert NamedSave.objects.count() == 1


def test_the_list_costs_the_same_for_many(
    desk: Client, town: Town, draft: Revision, django_assert_max_num_queries
) -> None:
    for n in range(30):
        NamedSave.objects.create(revision=draft, name=f"第{n}份", words={"body": "字" * 1000}, user=town.editor)
    with django_assert_max_num_queries(9):
        page = desk.get(f"{LIST}{draft.pk}/saves/").content.decode()
    assert "第29份" in page


def test_the_editor_saves_and_keeps_in_one_go(desk: Client, town: Town, draft: Revision) -> None:
    answer = edit(desk, town, draft, title="存好了", _keep="1")
    assert answer.headers["Location"] == f"{LIST}{draft.pk}/saves/"
    assert words(draft)[0] == "存好了"


def test_the_figures_that_differ_stand_in_a_table(desk: Client, town: Town, draft: Revision) -> None:
    """A save has words only; decisions on figures that stand in both are no difference."""
    edit(desk, town, draft, body="<p>全年实现地区生产总值777亿元,增长5.6%。粮食产量8万吨。</p>")
    keep(desk, draft, "送审前")
    mended = draft.records.get(exact="5.6%")
    mended.name, mended.status, mended.decided_at = "经济增速", "confirmed", mended.revision.saved_at
    mended.save()
    edit(desk, town, draft, body="<p>全年实现地区生产总值778亿元,增长5.6%。</p>")
    page = desk.get(f"{LIST}{draft.pk}/saves/{NamedSave.objects.get().pk}/").content.decode()
    rows = [html.fromstring(row).text_content() for row in re.findall(r"<tr.*?</tr>", page, re.S) if "<del>" in row]
    figures = [row for row in rows if "数值" in row]
    assert len(figures) == 2
    assert "777亿元" in figures[0]
    assert "778亿元" in figures[0]
    assert "8万吨" in figures[1]
    assert "删去" in figures[1]
    assert "经济增速" not in "".join(figures)
