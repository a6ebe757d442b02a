"""The loss report: each kind is told by those who read it; here what all formats share."""

from datetime import datetime

import pytest

from articles.importing import ImportRefused, Kind, Loss, read_bulletin, store
from articles.importing.dates import BEIJING
from articles.importing.losses import LONGEST_EXAMPLE, MOST_EXAMPLES, SENTENCES, Losses
from articles.models import Article
from tests.importing.samples import HEAD, PROSE, draft_of


def loss_of(draft, kind: str) -> Loss | None:
    return next((loss for loss in draft.loss if loss.kind == kind), None)


def test_every_kind_has_its_sentence():
    for kind in Kind:
        assert "%" not in str(Loss(kind, count=3))
        assert str(SENTENCES[kind]).endswith("。")


def test_losses_are_counted_and_the_first_are_quoted():
    losses = Losses()
    losses.add_all(Kind.COMMENTS, ["请  核\n实"] + ["长" * 500] * 100)
    losses.add(Kind.FURNITURE, count=2)
    furniture, comments = losses
    assert (furniture.count, furniture.detail, comments.count) == (2, "", 101)
    lines = comments.detail.split("\n")
    assert lines[0] == "请 核 实"
    assert len(lines) == MOST_EXAMPLES
    assert len(lines[1]) == LONGEST_EXAMPLE


def test_nothing_lost_is_nothing_said():
    assert draft_of(HEAD + PROSE).loss == ()


def test_furniture_is_quoted():
    draft = draft_of(f"老年版入口\n\n{HEAD}{PROSE}\n\n打印本页 关闭窗口\n")
    assert draft.loss == (Loss(Kind.FURNITURE, "老年版入口\n打印本页 关闭窗口", 2),)


def test_merged_cells_are_kept_and_told():
    page = (
        f"<h1>一则公报</h1><p>{PROSE}</p><table><tr><td colspan=2>产业</td></tr><tr><td>一</td><td>二</td></tr></table>"
    )
    draft = draft_of(page, "a.html")
    assert 'colspan="2"' in draft.body
    assert loss_of(draft, "merged-cells") == Loss(Kind.MERGED_CELLS, "产业", 1)


@pytest.mark.parametrize("head", ["", "长" * 201 + "\n\n"])
def test_where_an_editor_mends_a_missing_title_is_left_empty(head):
    draft = read_bulletin(f"{head}{PROSE}\n\n{PROSE}".encode(), "a.txt", mends=True)
    assert (draft.title, draft.published_on) == ("", None)
    assert loss_of(draft, "title")
    assert loss_of(draft, "date")


def test_where_an_editor_mends_an_impossible_date_is_left_empty_and_quoted():
    draft = read_bulletin((HEAD.replace("2023-08-10", "2023-02-30") + PROSE).encode(), "a.txt", mends=True)
    assert draft.published_on is None
    assert "2023-02-30" in loss_of(draft, "date").detail


def test_without_title_nothing_is_stored(town):
    draft = read_bulletin(f"{PROSE}\n\n{PROSE}".encode(), "a.txt", mends=True)
    count = Article.objects.count()
    day = datetime(2023, 8, 10, tzinfo=BEIJING)
    with pytest.raises(ImportRefused, match="标题"):
        store(draft, content=b"x", filename="a.txt", column=town.column, region=town.region, published_on=day)
    assert Article.objects.count() == count


def test_too_many_pictures_are_refused():
    with pytest.raises(ImportRefused, match="500 张"):
        draft_of(HEAD + PROSE + "".join(f"\n\n{n}.png" for n in range(501)))
