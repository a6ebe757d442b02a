"""A query that is put together once finds what the same query finds that is put together each time."""

from datetime import timedelta

import pytest
from django.urls import reverse, set_script_prefix
from django.utils import timezone

from articles.links import address
from articles.models import Revision
from articles.prepared import Prepared
from tests.conftest import Town


def test_it_answers_for_other_values_than_its_first(town: Town, django_assert_num_queries) -> None:
    named = Prepared(
        lambda title, at: Revision.objects.visible(at).filter(title=title).select_related("article__column")
    )
    now = timezone.now()
    every = list(Revision.objects.visible(now))
    assert len({revision.title for revision in every}) > 1
    for revision in every:
        with django_assert_num_queries(1):
            found = named.first(title=revision.title, at=now)
            assert found
            assert found.article.column.name == town.column.name
        assert (found.pk, found.visible_from) == (revision.pk, revision.visible_from)
        first_day = revision.visible_from - timedelta(days=1)
        assert named(title=revision.title, at=first_day) == []


def test_a_value_that_is_not_in_the_query_is_refused(town: Town) -> None:
    inside = Prepared(lambda title: Revision.objects.filter(title__contains=title))
    with pytest.raises(TypeError, match="title"):
        inside(title="经济")


def test_one_value_may_be_keys_however_many(town: Town) -> None:
    titled = Prepared(lambda keys: Revision.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "title"))
    every = list(Revision.objects.order_by("pk").values_list("pk", "title"))
    for some in (every[:1], every, every[1:3]):
        assert titled(keys=[pk for pk, _title in some]) == some
    between = Prepared(lambda keys: Revision.objects.filter(pk__in=keys, number__in=keys))
    with pytest.raises(TypeError, match="keys"):
        between(keys=[1])


def test_an_address_is_what_reversing_gives() -> None:
    try:
        for prefix in ("/", "/en/", "/elder/150/"):
            set_script_prefix(prefix)
            assert address("article", 7) == reverse("article", args=[7])
            assert address("indicator", "gdp-per-head") == reverse("indicator", args=["gdp-per-head"])
    finally:
        set_script_prefix("/")
