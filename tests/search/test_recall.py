"""Search finds what a plain look through all texts finds, and nothing else."""

import random
from datetime import datetime

from articles.models import Revision
from articles.publishing import By, publish
from portal import search
from tests.conftest import BEIJING, Town, write


def test_words_of_one_to_four_characters_are_found_exactly_where_they_stand(town: Town) -> None:
    place = (town.column, town.region)
    for body in ["<p>推进数字。经济ＧＤＰ增长5.1%,A股B股</p>", "<p>经济数字,gdp与增速;a 股、5、1 亿</p>"]:
        publish(write(place, "两种写法", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING)), by=By())
    texts = {r.pk: search.fold(r.text) for r in Revision.objects.visible()}
    chance = random.Random(5)
    pieces = {"字经", "a股", "股b", "51", "5"}
    for text in texts.values():
        pieces |= {text[at : at + size] for size in range(1, 5) for at in chance.sample(range(len(text) - size), 20)}
    asked = sorted(word for word in pieces if search.terms(word) == [word])
    assert len(asked) > 100
    for word in asked:
        truth = {pk for pk, text in texts.items() if word in text}
        assert set(search.find(word).values_list("pk", flat=True)) == truth, word
