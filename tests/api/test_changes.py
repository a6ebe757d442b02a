"""Who follows the stream of changes gets every publication, correction and withdrawal once, and ends with what the public reads."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles.models import Revision
from articles.publishing import By, new_draft, publish, withdraw
from portal import changes
from portal.models import Change
from tests.conftest import BEIJING, write


@pytest.fixture
def follow(api):
    """Asks page after page until there is nothing newer; remembers its cursor."""

    class Follower:
        cursor = ""

        def __call__(self, size=2):
            seen = []
            while True:
                answer = api("changes/", page_size=size, **({"since": self.cursor} if self.cursor else {}))
                seen += [(c["article"], c["kind"], c["version"]) for c in answer["results"]]
                self.cursor = answer["cursor"]
                if answer["next"] is None:
                    return seen

    return Follower()


def correct(article, **when):
    draft = new_draft(article.newest, by=By())
    draft.correction_note = "改了一处。"
    draft.save()
    return publish(draft, by=By(), **when)


def test_everything_that_was_ever_published_is_in_it_in_order_and_once(town, follow, api):
    live, corrected, gone = town.live.pk, town.corrected.pk, town.withdrawn.pk
    assert follow() == [
        (live, "published", 1),
        (corrected, "published", 1),
        (corrected, "corrected", 2),
        (gone, "published", 1),
        (gone, "withdrawn", 1),
    ]
    assert follow() == []
    correct(town.live)
    withdraw(town.corrected, by=By(), reason="误发")
    assert follow() == [(live, "corrected", 2), (corrected, "withdrawn", 2)]
    last = api("changes/", page_size=500)["results"][-1]
    assert last["reason"] == "误发"
    assert api(last["article_url"], answers=410)
    first = api("changes/", page_size=1)["results"][0]
    assert (first["reason"], api(first["version_url"])["revision"]) == (None, 1)


def test_a_scheduled_version_is_a_change_when_its_time_comes(town, follow):
    follow()
    tomorrow = timezone.now() + timedelta(days=1)
    correct(town.live, visible_from=tomorrow)
    before = town.corrected.newest
    correct(town.corrected)  # later in the archive, earlier for the reader
    assert follow() == [(town.corrected.pk, "corrected", before.number + 1)]
    changes.give_positions(tomorrow + timedelta(seconds=1))
    assert follow() == [(town.live.pk, "corrected", 2)]
    assert follow() == []


@pytest.mark.parametrize("stopped_by", ["withdrawal", "another version"])
def test_what_never_became_public_never_becomes_a_change(town, follow, stopped_by):
    follow()
    tomorrow = timezone.now() + timedelta(days=1)
    correct(town.live, visible_from=tomorrow)
    if stopped_by == "withdrawal":
        withdraw(town.live, by=By(), reason="误发")
        said = [(town.live.pk, "withdrawn", 1)]
    else:
        correct(town.live)
        said = [(town.live.pk, "corrected", 3)]
    assert follow() == said
    changes.give_positions(tomorrow + timedelta(days=1))
    assert follow() == []
    assert not Change.objects.filter(position=None).exists()


def test_withdrawing_what_nobody_could_read_yet_is_no_change(town, follow):
    follow()
    draft = Revision.objects.get(article=town.draft)
    publish(draft, by=By(), visible_from=timezone.now() + timedelta(days=1))
    withdraw(town.draft, by=By(), reason="不发了")
    assert follow() == []


def test_a_clean_version_after_a_withdrawal_is_a_publication(town, follow, api):
    follow()
    correct(town.withdrawn)
    assert follow() == [(town.withdrawn.pk, "published", 2)]
    assert api(f"articles/{town.withdrawn.pk}/")["revision"] == 2


def test_the_last_change_of_each_article_is_what_the_public_reads(town, api):
    correct(town.withdrawn)
    withdraw(town.live, by=By(), reason="误发")
    state = {}
    for change in api("changes/", page_size=500)["results"]:
        state[change["article"]] = None if change["kind"] == "withdrawn" else change["version"]
    public = Revision.objects.visible().values_list("article", "number")
    assert {article: number for article, number in state.items() if number} == dict(public)


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "start2", "☃", "A" * 5000, "AAAAAAAAAAAAAAAAAAAA", "c3RhcnQ=", "1", "-1", "' OR 1=1 --"]
)
def test_a_cursor_of_another_archive_is_refused_in_words(town, api, cursor):
    assert "从头开始" in api.refusal("changes/", since=cursor)
    assert "start from the beginning" in api("/en/api/v1/changes/", answers=400, since=cursor)["detail"].lower()


def test_a_cursor_of_changes_that_a_restored_backup_has_lost_is_refused(town, follow, api):
    """Another change stands at its position now: to go on from there would miss that one."""
    follow()
    with transaction.atomic():
        mark = transaction.savepoint()
        correct(town.live)
        follow()
        transaction.savepoint_rollback(mark)
    withdraw(town.live, by=By(), reason="误发")
    assert api("changes/", page_size=500)["results"][-1]["kind"] == "withdrawn"
    assert "从头开始" in api.refusal("changes/", since=follow.cursor)


def test_other_parameters_and_sizes_are_refused(town, api):
    assert "since" in api.refusal("changes/", after="x")
    assert "500" in api.refusal("changes/", page_size=501)


def test_a_page_costs_the_same_queries_wherever_it_is(town, api, django_assert_num_queries):
    first = api("changes/", page_size=1)
    with django_assert_num_queries(2):
        api("changes/", page_size=1)
    with django_assert_num_queries(3):
        api("changes/", page_size=1, since=first["cursor"])


def test_caches_ask_each_time_and_the_next_page_is_linked(town, client):
    response = client.get("/api/v1/changes/?page_size=1")
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Link"] == f'<{response.json()["next"]}>; rel="next"'
    again = client.get("/api/v1/changes/?page_size=1", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_what_was_told_stays_told(town, api):
    api("changes/")
    told = Change.objects.get(position=1)
    for statement in (
        "UPDATE portal_change SET position = 99 WHERE id = %s",
        "DELETE FROM portal_change WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [told.pk])


def test_an_archive_from_before_the_stream_has_its_changes_in_it(town, api):
    """What the migration writes down of an archive is what would have been written as it happened."""
    publish(
        write((town.column, town.region), "明天的公报", "<p>无数字。</p>", datetime(2023, 9, 1, 9, tzinfo=BEIJING)),
        by=By(),
        visible_from=timezone.now() + timedelta(days=1),
    )
    correct(town.withdrawn)
    withdraw(town.live, by=By(), reason="误发")
    changes.give_positions(timezone.now())
    written = list(Change.objects.order_by("position", "at").values_list("position", "kind", "revision", "reason"))
    drop = {
        "sqlite": "DROP TRIGGER portal_change_frozen_delete",
        "postgresql": "DROP TRIGGER portal_change_frozen ON portal_change",
    }
    with connection.cursor() as cursor:
        cursor.execute(drop[connection.vendor])
    Change.objects.all().delete()
    import_module("portal.migrations.0005_earlier_changes").write_down(apps, None)
    again = list(Change.objects.order_by("position", "at").values_list("position", "kind", "revision", "reason"))
    assert again == written
