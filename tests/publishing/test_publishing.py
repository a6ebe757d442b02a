"""Published is published: what the verbs do, and what neither the program nor SQL can do afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Article, Picture, Revision
from articles.publishing import By, CannotPublish, new_draft, publish, withdraw
from articles.signals import revision_published
from indicators.models import Record


def sql(statement: str, *parameters: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_revision SET title = 'x' WHERE id = %s",
        "UPDATE articles_revision SET text = 'x' WHERE id = %s",
        "UPDATE articles_revision SET page = 'x' WHERE id = %s",
        "UPDATE articles_revision SET state = 'draft' WHERE id = %s",
        "UPDATE articles_revision SET sha256 = 'x' WHERE id = %s",
        "UPDATE articles_revision SET visible_from = visible_from - 1 WHERE id = %s",
        "DELETE FROM articles_revision WHERE id = %s",
        "UPDATE indicators_record SET value = '999' WHERE revision_id = %s",
        "UPDATE indicators_record SET status = 'rejected' WHERE revision_id = %s",
        "DELETE FROM indicators_record WHERE revision_id = %s",
        "DELETE FROM articles_article WHERE id = (SELECT article_id FROM articles_revision WHERE id = %s)",
        "DELETE FROM articles_original WHERE article_id = (SELECT article_id FROM articles_revision WHERE id = %s)",
        "UPDATE articles_picture SET alt = 'x' WHERE revision_id = %s",
    ],
)
def test_sql_cannot_change_what_is_published(town, statement):
    revision = newly_published_with_everything(town)
    if connection.vendor == "postgresql":
        statement = statement.replace("visible_from - 1", "visible_from - interval '1 day'")
    with pytest.raises(IntegrityError, match="frozen"):
        sql(statement, revision.pk)


def newly_published_with_everything(town) -> Revision:
    article = Article.objects.create(column=town.column, region=town.region)
    article.originals.create(filename="a.txt", sha256="0" * 64, size=1, content=b"a")
    revision = Revision(
        article=article,
        title="年度公报",
        body='<p>全年实现地区生产总值900亿元。</p><figure><img src="1.png" alt=""></figure>',
        published_on=timezone.now() - timedelta(days=1),
    )
    revision.save()
    revision.pictures.create(name="1.png", alt="一张图")
    publish(revision, by=By())
    assert revision.records.exists()
    return revision


def test_sql_cannot_put_a_record_or_a_picture_into_a_published_version(town):
    live, draft = town.live.newest, town.draft.newest
    with pytest.raises(IntegrityError, match="frozen"):
        sql("UPDATE indicators_record SET revision_id = %s WHERE revision_id = %s", live.pk, draft.pk)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Picture.objects.create(revision=live, name="late.png")


def test_a_draft_may_be_changed_and_deleted_by_sql(town):
    sql("UPDATE articles_revision SET title = 'x' WHERE id = %s", town.draft.newest.pk)
    town.draft.delete()


def test_a_published_record_may_still_be_confirmed_and_matched_to_the_catalogue(town):
    record = town.live.newest.records.first()
    sql("UPDATE indicators_record SET status = 'confirmed', indicator_id = NULL WHERE id = %s", record.pk)
    with pytest.raises(IntegrityError, match="frozen"):
        sql("UPDATE indicators_record SET status = 'candidate' WHERE id = %s", record.pk)


def test_the_interval_may_end_sooner_and_never_later(town):
    revision = town.live.newest
    now = timezone.now()
    Revision.objects.filter(pk=revision.pk).update(visible_until=now + timedelta(days=9))
    Revision.objects.filter(pk=revision.pk).update(visible_until=now + timedelta(days=2))
    for later in (now + timedelta(days=3), None):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Revision.objects.filter(pk=revision.pk).update(visible_until=later)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(town):
    with pytest.raises(IntegrityError, match="frozen"):
        # Deferred foreign keys of the fixtures would stop TRUNCATE before our trigger does.
        sql("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE articles_revision CASCADE")


def test_publishing_again_shows_the_new_version_and_keeps_the_old(town):
    first, second = town.corrected.revisions.order_by("number")
    assert Revision.objects.visible().get(article=town.corrected) == second
    assert first.visible_until == second.visible_from
    a_moment_before = second.visible_from - timedelta(microseconds=1)
    assert Revision.objects.visible(a_moment_before).get(article=town.corrected) == first


def corrected(article: Article) -> Revision:
    draft = new_draft(article.newest, by=By())
    draft.correction_note = "改正一处数字。"
    draft.save()
    return draft


def test_a_correction_says_what_it_corrects(town):
    draft = new_draft(town.live.newest, by=By())
    with pytest.raises(CannotPublish, match="更正说明"):
        publish(draft, by=By())


def test_what_was_withdrawn_does_not_come_back_with_a_clean_version(town, client):
    withdrawn = town.withdrawn.newest
    figure = withdrawn.records.first()
    draft = corrected(town.withdrawn)
    draft.body = "<p>本期没有数字。</p>"
    draft.save()
    publish(draft, by=By())
    n = town.withdrawn.pk
    assert client.get(f"/articles/{n}/").status_code == 200
    for address in (f"/articles/{n}/v1/", f"/records/{figure.pk}/", f"/api/v1/records/{figure.pk}/"):
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert "3万吨" not in answer.content.decode()
        assert "数据口径有误" in answer.content.decode()
    assert client.get(f"/api/v1/articles/{n}/versions/1/").status_code == 410
    assert "v1" not in client.get(f"/articles/{n}/versions/").content.decode()


def test_a_draft_moves_its_article_only_when_it_is_published(town):
    from articles.models import Column

    other = Column.objects.create(slug="data", name="数据发布")
    draft = corrected(town.live)
    draft.column, draft.region = other, town.city
    draft.save()
    town.live.refresh_from_db()
    assert (town.live.column, town.live.region) == (town.column, town.region)
    publish(draft, by=By())
    town.live.refresh_from_db()
    assert (town.live.column, town.live.region) == (other, town.city)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no INSERT OR REPLACE")
@pytest.mark.parametrize("key", ["id", "article_id, number", "sequence"])
def test_sqlite_cannot_put_a_row_in_the_place_of_a_published_one(town, key):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM articles_revision WHERE id = %s", [town.live.newest.pk])
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True)) | {"title": "x"}
    if key != "id":
        row["id"] = 9999
    with pytest.raises(IntegrityError, match="frozen"):
        sql(
            f"INSERT OR REPLACE INTO articles_revision ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})",
            *[row[name] for name in names],
        )


def test_a_scheduled_version_does_not_hide_the_present_one(town):
    draft = corrected(town.live)
    tomorrow = timezone.now() + timedelta(days=1)
    publish(draft, by=By(), visible_from=tomorrow)
    assert Revision.objects.visible().get(article=town.live).number == 1
    assert Revision.objects.visible(tomorrow).get(article=town.live).number == 2


def test_each_version_is_sealed_to_the_one_published_before_it(town):
    chain = list(Revision.objects.filter(sequence__isnull=False).order_by("sequence"))
    assert [r.sequence for r in chain] == list(range(1, len(chain) + 1))
    assert [r.previous_sha256 for r in chain] == ["", *(r.sha256 for r in chain[:-1])]


def test_a_listener_that_fails_undoes_all(town):
    def fail(**kwargs):
        raise RuntimeError

    revision = town.draft.newest
    revision_published.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            publish(revision, by=By())
    finally:
        revision_published.disconnect(fail)
    assert not town.draft.newest.is_published
    assert not Revision.objects.visible().filter(article=town.draft).exists()


def test_every_obstacle_is_named_and_nothing_changes(town):
    revision = town.draft.newest
    revision.body = ""
    revision.published_on = timezone.now() + timedelta(days=2)
    revision.save()
    Picture.objects.create(revision=revision, name="1.png", file="originals/x.png")  # not in the body, not described
    with pytest.raises(CannotPublish) as refusal:
        publish(revision, by=By())
    assert len(refusal.value.reasons) == 4
    assert not town.draft.newest.is_published


def test_nothing_is_published_twice(town):
    with pytest.raises(CannotPublish):
        publish(town.live.newest, by=By())


def test_withdrawing_needs_a_reason_and_ends_what_the_public_sees(town):
    with pytest.raises(CannotPublish):
        withdraw(town.live, by=By(), reason="  ")
    withdraw(town.live, by=By(), reason="数字有误")
    assert not Revision.objects.visible().filter(article=town.live).exists()
    assert town.live.newest.text, "the version itself stays"
    with pytest.raises(CannotPublish):
        withdraw(town.live, by=By(), reason="再撤一次")


def test_a_withdrawn_bulletin_comes_back_with_a_new_version(town):
    draft = corrected(town.withdrawn)
    publish(draft, by=By())
    town.withdrawn.refresh_from_db()
    assert town.withdrawn.withdrawn_at is None
    assert Revision.objects.visible().get(article=town.withdrawn) == draft


def test_a_new_draft_takes_words_decisions_and_pictures_along(town):
    published = town.live.newest
    Record.objects.filter(revision=published).update(status="confirmed", decided_at=timezone.now())
    draft = new_draft(published, by=By(town.editor))
    assert (draft.number, draft.text, draft.created_by) == (2, published.text, town.editor)
    assert {r.status for r in draft.records.all()} == {"confirmed"}
    assert new_draft(published, by=By(town.publisher)) == draft, "an unfinished draft is not doubled"


def test_a_published_article_cannot_be_deleted(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        town.live.delete()
    try:
        town.live.refresh_from_db()
    except ObjectDoesNotExist:
        pytest.fail("the article is gone")
