"""Search finds what a plain look through all texts finds, and nothing else, page after page."""

import random
from datetime import datetime, timedelta

import pytest
from django.db.models import Q
from django.http import QueryDict

from articles.models import Column, Revision
from articles.publishing import By, publish
from portal import search, search_words
from portal.search_index import day_key
from tests.conftest import BEIJING, Town, write


def found(asked: search.Asked, size: int = 7) -> list[int]:
    """Through all pages forwards, and back again from the last."""
    forwards: list[list[int]] = []
    choices = QueryDict()
    while True:
        page = search.page(asked, choices, size)
        forwards.append(page.revisions)
        if not page.older:
            break
        choices = QueryDict(page.older[1:])
    backwards = [page.revisions]
    while page.newer:
        page = search.page(asked, QueryDict(page.newer[1:]), size)
        backwards.append(page.revisions)
    assert [key for some in reversed(backwards) for key in some] == [key for some in forwards for key in some]
    assert all(len(some) == size for some in forwards[:-1])
    return [key for some in forwards for key in some]


def pieces(texts: list[str], chance: random.Random, sizes: range, each: int) -> list[str]:
    cut = {
        text[at : at + size] for text in texts for size in sizes for at in chance.sample(range(len(text) - size), each)
    }
    return sorted(word for word in cut if search_words.terms(word) == [word])


def test_words_of_one_to_five_characters_are_found_exactly_where_they_stand(town: Town) -> None:
    place = (town.column, town.region)
    for body in [
        "<p>推进数字。经济ＧＤＰ增长5.1%,A股B股</p>",
        "<p>经济数字,gdp与增速;a 股、5、1 亿,“四上”企业1—5月</p>",
    ]:
        publish(write(place, "两种写法", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING)), by=By())
    texts = {r.pk: search_words.fold(r.text) for r in Revision.objects.visible()}
    asked = pieces(list(texts.values()), random.Random(5), range(1, 6), 20) + [
        "字经",
        "a股",
        "股b",
        "51",
        "5",
        "四上企业",
    ]
    assert len(asked) > 100
    for word in asked:
        truth = {pk for pk, text in texts.items() if word in text}
        assert set(found(search.Asked([word]))) == truth, word
    assert found(search.Asked(search_words.terms("四上企业 1-5月")))


@pytest.fixture
def archive(town: Town) -> list[Revision]:
    """More bulletins than are gathered whole, over ten years and not in their order."""
    chance = random.Random(7)
    other = Column.objects.create(slug="other", name="其他", parent=town.column)
    first = datetime(2014, 1, 1, 9, tzinfo=BEIJING)
    for number in range(search.MOST_COUNTED + 60):
        words = "".join(chance.choices("甲乙丙丁戊己", k=12)) + chance.choice(["", "工业增加值", "全区工业,增加值"])
        title = f"第{number}号" + chance.choice(["工作动态", "工业简况", "增加值情况"])
        written = write(
            (chance.choice([town.column, other, other]), town.region),
            title,
            f"<p>工业情况:{words},{chance.randint(10, 99)}.{chance.randint(0, 9)}%。</p>",
            first + timedelta(days=chance.randrange(3650)),
        )
        publish(written, by=By())
    return list(Revision.objects.visible().select_related("article", "search"))


def truth(archive: list[Revision], words: list[str], *, by_date: bool = False) -> list[int]:
    rows = [
        (not by_date and all(word in search_words.fold(r.title) for word in words), r.search.key, r.pk)
        for r in archive
        if all(word in search_words.fold(r.text) for word in words)
    ]
    return [pk for _in_title, _key, pk in sorted(rows, reverse=True)]


def test_common_and_rare_words_come_in_order_on_every_page(archive: list[Revision]) -> None:
    days = {r.search.key: r.published_on.astimezone(BEIJING).date() for r in archive}
    assert [days[key] for key in sorted(days)] == sorted(days.values())
    texts = [search_words.fold(r.text) for r in archive]
    asked = [[word] for word in pieces(texts[::9], random.Random(3), range(2, 5), 1)]
    asked += [
        ["工业"],
        ["业"],
        ["工业增加值"],
        ["工业", "增加值"],
        ["工业", "情况", "甲乙"],
        ["没有"],
        ["情况:"],
        ["%。"],
    ]
    for words in asked:
        for by_date in (False, True):
            assert found(search.Asked(words, by_date=by_date)) == truth(archive, words, by_date=by_date), words


def test_the_count_is_exact_until_it_says_that_there_are_more(archive: list[Revision]) -> None:
    for words in [["工业"], ["甲乙"], ["工业增加值"], ["没有"]]:
        page, there = search.page(search.Asked(words), QueryDict(), 20), len(truth(archive, words))
        assert (page.count, page.is_more) == (min(there, search.MOST_COUNTED), there > search.MOST_COUNTED)


def test_narrowed_searches_find_the_same_in_what_is_left(
    archive: list[Revision], monkeypatch: pytest.MonkeyPatch
) -> None:
    year = [r for r in archive if r.published_on.astimezone(BEIJING).year == 2019]
    column = [r for r in archive if r.article.column.slug == "other"]
    low, high = (day_key(datetime(2019 + more, 1, 1).date()) for more in (0, 1))
    inside = [Q(article__column__slug="other")]
    for few in (search.FEW, 10):  # what conditions leave is few, or it is many
        monkeypatch.setattr(search, "FEW", few)
        for words in [["工业"], ["甲乙"], ["工业增加值"]]:
            assert found(search.Asked(words, low=low, high=high)) == truth(year, words)
            assert found(search.Asked(words, inside)) == truth(column, words)
            both = [r for r in year if r in column]
            assert found(search.Asked(words, inside, low=low, high=high)) == truth(both, words)


def test_lists_in_another_order_find_the_same(archive: list[Revision], monkeypatch: pytest.MonkeyPatch) -> None:
    for few in (search.FEW, 10):
        monkeypatch.setattr(search, "FEW", few)
        for words in [["工业"], ["甲乙"], ["工业增加值"], ["工业", "4.", "甲"], ["没有"]]:
            listed = search.saying(Revision.objects.visible(), words).values_list("pk", flat=True)
            assert set(listed) == set(truth(archive, words))
    assert not search.saying(Revision.objects.visible(), []).exists()
