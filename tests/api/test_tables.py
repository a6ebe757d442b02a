"""The same rows as JSON, as CSV, as Excel's and as Parquet; series and observations for those who calculate."""

import csv
import io
import zipfile

import pytest
from pyarrow import parquet

from articles.models import Article, Revision
from articles.publishing import By, publish
from portal.api.dating import last_change
from portal.api.formats import to_csv

TABLES = ["articles", "records", "indicators", "topics", "regions", "columns", "series", "observations"]


def content(response):
    assert response.status_code == 200, response.getvalue()[:300]
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows_of(client, path, **question):
    text = content(client.get(f"/api/v1/{path}", question)).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_every_list_is_a_table_in_every_format(client, figures, name):
    rows = rows_of(client, f"{name}.csv")
    assert rows
    by_header = client.get(f"/api/v1/{name}/", headers={"Accept": "text/csv"})
    assert content(by_header) == content(client.get(f"/api/v1/{name}.csv"))
    assert by_header.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    table = parquet.read_table(io.BytesIO(content(client.get(f"/api/v1/{name}.parquet"))))
    assert table.column_names == list(rows[0])
    assert table.num_rows == len(rows)
    book = content(client.get(f"/api/v1/{name}.xlsx"))
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == len(rows) + 1
    assert "<f>" not in sheet


def test_a_table_of_records_says_what_json_says(client, api, figures):
    by_id = {row["id"]: row for row in api.results("records/", page_size=500)}
    rows = rows_of(client, "records.csv")
    assert {int(row["id"]) for row in rows} == set(by_id)
    for row in rows:
        record = by_id[int(row["id"])]
        assert row["value"] == record["value"]
        assert row["canonical_value"] == (record["canonical_value"] or "")
        assert row["period_start"] == (record["period"]["start"] or "")
        assert row["indicator_code"] == (record["indicator"]["code"] if record["indicator"] else "")
        assert row["region_code"] == (record["region"]["code"] or "")
        assert row["title"] == record["article"]["title"]
        assert row["published_on"] == record["article"]["published_on"]
        assert row["page_url"] == record["page_url"]
        assert row["known_from"] == record["known_from"]


def test_a_table_is_filtered_ordered_trimmed_and_dated(client, town, figures):
    rows = rows_of(client, "records.csv", indicator="gdp", measure="growth", fields="id,value", sort="-id")
    assert list(rows[0]) == ["id", "value"]
    assert [int(row["id"]) for row in rows] == sorted((int(row["id"]) for row in rows), reverse=True)
    then = town.corrected.revisions.get(number=2).visible_from.isoformat()
    assert "241" in {row["value"] for row in rows_of(client, "records.csv", as_of=then)}
    refused = client.get("/api/v1/records.csv?cursor=x")
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/records.csv?fields=selectors").json()["errors"][0]["parameter"] == "fields"


@pytest.mark.parametrize("fields", ["title", "indicator", "time_period", "region_code", "name", "region,title"])
def test_a_table_may_be_of_any_columns(client, figures, fields):
    rows, trimmed = rows_of(client, "records.csv"), rows_of(client, "records.csv", fields=fields)
    assert trimmed == [{name: row[name] for name in row if name in fields.split(",")} for row in rows]


def test_nothing_hidden_is_in_a_table(client, town, figures):
    text = content(client.get("/api/v1/records.csv")).decode()
    assert "777" not in text  # a draft's
    assert "误发的公报" not in text
    assert {row["id"] for row in rows_of(client, "records.csv")}.isdisjoint(
        {str(figures["rejected"].pk), str(figures["detached"].pk)}
    )


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ("\x1d7\x1e规上", "7,规上"),
        ("\x1d-3.1\x1e=1+1", "-3.1,'=1+1"),
        ('\x1d7\x1e@cmd|"x",1', '7,"\'@cmd|""x"",1"'),
        ("\x1d7\x1e+1\n-2", '7,"\'+1\n-2"'),
        ("\x1d7\x1e\t=1", "7,'\t=1"),
        ("\x1d7\x1e＝1", "7,'＝1"),
        ("\x1d7\x1e，1", "7,，1"),
        ("\x1d7\x1e", "7,"),
        ("\x1c-a\x1f", "'-a,"),
        ("\x1c=a\x1f-5", "'=a,-5"),
        ("\x1d1,5\x1ea,b", '"1,5","a,b"'),
        ("\x1d", '""'),
    ],
)
def test_words_are_never_formulas_and_numbers_never_words(cells, line):
    marks = [one for one in cells if one in "\x1c\x1d\x1e\x1f"]
    written = to_csv(cells.encode() * 2, marks).decode()
    assert written == f"\r\n{line}" * 2


def test_marks_inside_of_words_do_not_move_cells(client, town, figures, write_record):
    revision = Revision(
        article=Article.objects.create(column=town.column, region=town.city),
        title='带,逗号和"引号"的=标题',
        body="<p>见表。</p>",
        published_on=town.live.newest.published_on,
    )
    revision.save()
    revision.records.all().delete()
    record = write_record(revision, name='a\x1e=b\x1f"c",d')
    publish(revision, by=By())
    (row,) = rows_of(client, "records.csv", article=revision.article_id)
    assert (row["id"], row["name"], row["title"]) == (str(record.pk), 'a =b "c",d', '带,逗号和"引号"的=标题')


def test_numbers_are_written_out(client, town, write_record):
    """As the database keeps them: of a fraction SQLite has fifteen digits."""
    values = ["0", "0.00005", "-0.00001", "12345678901234567890", "999999999999999.5", "-3.25", "0.1", "100"]
    revision = Revision(
        article=Article.objects.create(column=town.column, region=town.city),
        title="大小悬殊",
        body="<p>见表。</p>",
        published_on=town.live.newest.published_on,
    )
    revision.save()
    revision.records.all().delete()
    for value in values:
        write_record(revision, value=value, unit="元", value_max=value)
    publish(revision, by=By())
    rows = rows_of(client, "records.csv", article=revision.article_id, fields="value,canonical_value,canonical_max")
    assert [float(row["canonical_value"]) for row in rows] == pytest.approx(list(map(float, values)), rel=1e-14)
    for row in rows:
        assert row["canonical_value"] == row["canonical_max"]
        assert row["canonical_value"].strip("-.0123456789") == ""
        assert row["canonical_value"] == row["value"] or len(row["value"]) > 15


def test_a_large_table_costs_queries_by_pieces_not_by_rows(client, figures, django_assert_max_num_queries):
    last_change()
    with django_assert_max_num_queries(9):
        content(client.get("/api/v1/records.csv"))


def test_series_take_nothing_but_the_code(client, api, town, figures):
    rows = rows_of(client, "series/gdp.csv")
    json = api.results("series/gdp/", page_size=500)
    assert [row["value"] for row in rows] == [row["value"] for row in json]
    assert {row["indicator_code"] for row in rows} == {"gdp"}
    assert [row["time_period"] for row in rows if row["measure"] == "level" and row["assertion"] == "actual"] == [
        "2023-Q1", "2023-S1", "2023-Q3",
    ]  # fmt: skip


def test_a_period_has_the_newest_statement_and_offers_the_others(api, town, figures):
    (half,) = api.results("series/gdp/", period_exact="2023-S1", measure="level")
    assert (half["value"], half["article"]["title"], half["record"]) == ("512.3", "统计资料", figures["half"].pk)
    (earlier,) = half["earlier"]
    assert (earlier["article"], earlier["value"], earlier["differs"]) == (town.live.pk, "512.3", False)
    (growth,) = api.results("series/gdp/", period_exact="2023-S1", measure="growth")
    assert (growth["value"], growth["earlier"][0]["value"], growth["earlier"][0]["differs"]) == ("-3.1", "6.1", True)


@pytest.mark.parametrize(("path", "size"), [("series/", 1), ("series/", 2), ("series/gdp/", 2)])
def test_series_pages_hold_every_row_once_forwards_and_backwards(api, figures, path, size):
    everything = api.results(path, page_size=500)
    page, forwards = api(path, page_size=size), []
    assert page["previous"] is None
    while True:
        forwards.append(page["results"])
        last = page
        if not page["next"]:
            break
        page = api(page["next"])
    assert [row for rows in forwards for row in rows] == everything
    assert path != "series/" or len({row["indicator"]["code"] for row in everything}) > 1
    backwards, page = [], last
    while page["previous"]:
        page = api(page["previous"])
        backwards.insert(0, page["results"])
    assert backwards == forwards[:-1]


def test_a_merged_indicator_has_its_successors_series(api, figures):
    rows = api.results("series/little-giants/")
    assert {row["indicator"]["code"] for row in rows} == {"firms"}
    assert {row["value"] for row in rows} == {"1.2", "17"}
    api("series/none/", answers=404)


def test_series_cost_a_fixed_number_of_queries(client, figures, django_assert_num_queries):
    last_change()
    with django_assert_num_queries(
        1 + 4
    ):  # when the archive changed, the entry, its keys, its places, their statements
        client.get("/api/v1/series/gdp/")


def test_observations_are_what_can_be_calculated_with(client, api, figures):
    rows = api.results("observations/", article=figures["half"].revision.article_id)
    by_id = {row["id"]: row for row in rows}
    assert figures["unmatched"].pk not in by_id
    assert by_id[figures["merged"].pk]["indicator_code"] == "firms"
    assert by_id[figures["stock"].pk]["time_period"] == "2023-12-31"
    table = rows_of(client, "observations.csv", article=figures["half"].revision.article_id)
    assert [{k: v or None for k, v in row.items()} for row in table] == [
        {k: None if v is None else str(v) for k, v in row.items()} for row in rows
    ]
