"""Two versions side by side: words, tables, pictures, figures; and an earlier one taken up again."""

import re
import time

import pytest
from django.test import Client

from articles.aligning import Effort, align, words
from articles.models import Act, Picture, Revision
from articles.publishing import By, CannotPublish, new_draft, publish
from articles.versions import compare, restore
from bench.anchors import demonstration
from indicators.checks import check
from indicators.comparing import changed_figures, find_elsewhere
from tests.conftest import Town, write


def sides(before: str, after: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    left, right = words(before, after, Effort())
    return [(run.kind, run.words) for run in left], [(run.kind, run.words) for run in right]


def versions_of(town: Town, before: str, after: str) -> tuple[Revision, Revision]:
    first = write((town.column, town.region), "对比", before, town.live.newest.published_on)
    publish(first, by=By(), reason="与别的公报不一致也照原样发布")
    second = new_draft(first, by=By())
    second.body = after
    second.save()
    return first, second


def test_a_number_is_changed_as_a_whole():
    left, right = sides("增加值352.4亿元,增长5%。", "增加值351.9亿元,增长5%。")
    assert left == [("same", "增加值"), ("del", "352.4"), ("same", "亿元,增长5%。")]
    assert right == [("same", "增加值"), ("ins", "351.9"), ("same", "亿元,增长5%。")]


@pytest.mark.parametrize(
    "pair", [("", ""), ("", "新的"), ("旧的", ""), ("同", "同"), ("a\nb", "a b"), ("甲乙丙", "丙乙甲")]
)
def test_each_side_is_whole(pair):
    for side, text in zip(words(*pair, Effort()), pair, strict=True):
        assert "".join(run.words for run in side) == text


def test_paragraphs_are_aligned_before_words(town):
    first, second = versions_of(
        town,
        "<h2>总体</h2><p>第一段说工业生产平稳增长。</p><p>说投资。</p><p>第三段说消费市场回暖。</p><p>再说外贸。</p><p>第四段说就业。</p>",
        "<h3>总体</h3><p>第四段说就业。</p><p>第一段说工业生产平稳较快增长。</p><p>第三段说消费市场回暖。</p><p>再说外贸。</p><p>全新的文字。</p>",
    )
    compared = compare(first, second)
    assert [(row.kind, row.state) for row in compared.rows] == [
        ("h3", "markup"), ("p", "moved_here"), ("p", "changed"), ("p", "removed"), ("p", "same"),
        ("p", "same"), ("p", "moved_away"), ("p", "added"),
    ]  # fmt: skip
    assert compared.excerpts == compared.rows


def test_what_did_not_change_is_left_out_and_counted(town):
    same = "".join(f"<p>第{n}段没有改动。</p>" for n in "甲乙丙丁戊")
    first, second = versions_of(town, same + "<p>原来的末段。</p>", same + "<p>现在的末段。</p>")
    shown = compare(first, second).excerpts
    assert shown[0] == 4
    assert [row.state for row in shown[1:]] == ["same", "changed"]


def test_a_tables_cells_are_compared_by_place(town):
    table = "<table><tr><th>项目</th><th>数值</th></tr><tr><td>工业</td><td>{}</td></tr>{}</table>"
    first, second = versions_of(town, table.format("5.1", ""), table.format("5.2", "<tr><td>农业</td><td>3</td></tr>"))
    (row,) = compare(first, second).rows
    assert row.state == "changed"
    assert [[run.kind for run in cell] for cell in row.after[1]] == [["same"], ["ins"]]
    assert [[run.kind for run in cell] for cell in row.after[2]] == [["ins"], ["ins"]]


def test_another_picture_under_the_same_name_is_a_change(town):
    body = '<figure><img src="1.png"></figure><p>文字。</p>'
    first, second = versions_of(town, body, body)
    assert compare(first, second).is_empty
    Picture.objects.create(revision=second, name="1.png", alt="桥", sha256="a" * 64)
    (row, same) = compare(first, second).rows
    assert (row.state, same.state) == ("changed", "same")


def test_long_and_hostile_texts_take_their_time_only(town):
    long = "".join(re.sub(r"\s", "", text) for text in demonstration())[:10_000]
    edited = "".join(f"{part}新增{n}字" if n % 7 else part for n, part in enumerate(long.split("。")))
    started = time.process_time()
    words(long, edited, Effort())
    assert time.process_time() - started < 1
    for one, two in [
        ("甲乙" * 30_000, "乙甲" * 29_999),
        ("5" * 60_000, "6" * 60_000),
        ("甲" * 60_000, "乙甲丙" * 20_000),
    ]:
        started = time.process_time()
        words(one, two, Effort())
        assert time.process_time() - started < 4
    many = ["段"] * 20_000
    assert len(align(many, many[:-1], Effort())) == 19_999


def test_figures_before_and_after(town):
    first, second = versions_of(
        town,
        "<p>上半年,全区实现地区生产总值100亿元,同比增长5%。</p><p>上半年,粮食产量3万吨。</p>",
        "<p>上半年,全区实现地区生产总值101亿元,同比增长5%。</p><p>上半年,进出口总额20亿元。</p>",
    )
    shown = [(c.kind, c.before and c.before.exact, c.after and c.after.exact) for c in changed_figures(first, second)]
    assert ("changed", "100亿元", "101亿元") in shown
    assert ("removed", "3万吨", None) in shown
    assert ("added", None, "20亿元") in shown
    assert len(shown) == 3


def test_other_bulletins_that_state_the_old_figure_are_listed(town, client: Client):
    first, second = versions_of(
        town, "<p>一季度,全区实现地区生产总值241亿元。</p>", "<p>一季度,全区实现地区生产总值245亿元。</p>"
    )
    changes = changed_figures(first, second)
    find_elsewhere(changes, first.article_id)
    ((old,),) = [change.elsewhere for change in changes]
    assert old.revision.article == town.corrected
    client.force_login(town.editor)
    page = client.get(f"/admin/articles/revision/{second.pk}/compare/").content.decode()
    assert "下列公报仍写着原数" in page
    assert "发布以后，可以在这里逐份注明" in page
    note = f"/admin/articles/revision/{second.pk}/note/"
    assert note not in page
    assert "不用注明" in client.post(note, {"from": "1", "record": old.pk}, follow=True).content.decode()


def test_a_corrected_figure_is_noted_on_the_other_bulletin(town, client: Client, admin_user, settings):
    settings.ONE_PERSON_OFFICE = True
    first, second = versions_of(
        town, "<p>一季度,全区实现地区生产总值241亿元。</p>", "<p>一季度,全区实现地区生产总值245亿元。</p>"
    )
    second.correction_note = "总值有误。"
    second.save()
    client.force_login(admin_user)
    [finding] = check(second)
    client.post(f"/admin/articles/revision/{second.pk}/desk/answer/", {"key": finding.key, "ready": "可比口径"})
    step = f"/admin/articles/revision/{second.pk}/step/at_once/"
    said = client.post(step, {"because": "试"}, follow=True).content.decode()
    assert "另有 1 份公报仍写着改正前的数字" in said
    page = client.get(f"/admin/articles/revision/{second.pk}/compare/").content.decode()
    old = town.corrected.newest.records.get(exact="241亿元")
    data = {"from": "1", "record": old.pk}
    assert f'value="{old.pk}"' in page
    note = f"/admin/articles/revision/{second.pk}/note/"
    for _again in range(2):  # a second click finds it done
        client.post(note, data)
    draft = town.corrected.newest
    assert (draft.number, draft.state) == (3, "draft")
    assert draft.correction_note.startswith("地区生产总值（钱塘区，2023年1—3月）原写作“241亿元”，《对比》第2版（")
    assert draft.correction_note.endswith("已更正为“245亿元”。")
    Revision.objects.filter(pk=draft.pk).update(state="submitted", correction_note="另一句。")
    client.force_login(town.editor)
    assert "不能改动" in client.post(note, data, follow=True).content.decode()
    Revision.objects.filter(pk=draft.pk).update(state="draft")
    client.post(note, data)
    assert town.corrected.newest.correction_note.startswith("另一句。\n地区生产总值")
    client.force_login(town.reviewer)
    assert client.post(note, data).status_code == 403


def test_the_desk_compares_and_restores(town, client: Client):
    newest = town.corrected.newest
    address = f"/admin/articles/revision/{newest.pk}/compare/"
    client.force_login(town.editor)
    page = client.get(address, {"from": "1", "to": "2"}).content.decode()
    assert '<del><span class="unseen">删去：</span>240</del>' in page
    assert '<ins><span class="unseen">新增：</span>241</ins>' in page
    assert "<del>240亿元</del>" in page
    assert client.get(address, {"from": "999", "to": "x", "whole": "1"}).status_code == 200
    response = client.post(address, {"restore": "1"})
    draft = town.corrected.newest
    assert response.url == f"/admin/articles/revision/{draft.pk}/change/"
    assert (draft.number, draft.state) == (3, "draft")
    assert "240亿元" in draft.body
    assert Revision.objects.filter(article=town.corrected).count() == 3
    assert Act.objects.get(revision_number=3, article_number=town.corrected.pk).note == "内容取自第 1 版"
    client.post(address, {"restore": "2"})
    assert town.corrected.newest == draft
    assert "240亿元" in town.corrected.newest.body


def test_decisions_on_the_restored_words_come_back_with_them(town):
    first, second = versions_of(town, "<p>上半年,粮食产量3万吨。</p>", "<p>上半年,粮食产量4万吨。</p>")
    second.correction_note = "产量有误。"
    second.save()
    publish(second, by=By())
    draft = restore(first, by=By())
    assert [record.exact for record in draft.records.all()] == ["3万吨"]


def test_nothing_is_restored_over_an_open_draft(town):
    with pytest.raises(CannotPublish):
        restore(town.draft.newest, by=By())


def test_whoever_may_not_look_may_not_compare(town, client: Client):
    address = f"/admin/articles/revision/{town.corrected.newest.pk}/compare/"
    client.force_login(town.stranger)
    assert client.get(address).status_code == 403
    assert client.post(address, {"restore": "1"}).status_code == 403
    client.force_login(town.reviewer)
    assert client.post(address, {"restore": "1"}).status_code in {302, 403}


@pytest.mark.parametrize(("mode", "queries"), [("", 6), ("/elder", 5), ("/en", 6), ("/en/elder", 5)])
def test_the_public_comparison(town, client: Client, django_assert_num_queries, mode, queries):
    listed = client.get(f"{mode}/articles/{town.corrected.pk}/versions/").content.decode()
    address = f"{mode}/articles/{town.corrected.pk}/versions/1..2/"
    assert f'href="{address}"' in listed
    client.get(address)
    # Both versions, the records and the pictures of each; the ordinary page has the menu of columns.
    with django_assert_num_queries(queries):
        page = client.get(address).content.decode()
    assert "240</del>" in page
    assert "241</ins>" in page
    assert "<del>240亿元</del>" in page


def test_only_what_was_public_is_compared(town, client: Client):
    restore(town.corrected.revisions.get(number=1), by=By())
    for number, pair, status in [
        (town.corrected.pk, "1..3", 404),
        (town.corrected.pk, "2..1", 404),
        (town.corrected.pk, "1..1", 404),
        (town.draft.pk, "1..2", 404),
        (town.withdrawn.pk, "1..2", 410),
    ]:
        assert client.get(f"/articles/{number}/versions/{pair}/").status_code == status
