"""What other programs read: SDMX by the sdmx client, JSON-LD, and compressed answers."""

import gzip
import io
from decimal import Decimal

import brotli
import pytest
import sdmx
import zstandard

from tests.api.test_tables import content


def opened(client, path, **question):
    response = client.get(f"/api/v1/{path}", question)
    return io.BytesIO(content(response)), response


@pytest.mark.parametrize("path", ["observations", "series", "series/gdp"])
def test_the_sdmx_client_reads_both_formats_alike(client, api, figures, path):
    described, response = opened(client, f"{path}.sdmx.json")
    assert response.headers["Content-Type"].startswith("application/vnd.sdmx.data+json; version=1.0.0")
    message = sdmx.read_sdmx(described)
    by_json = {_key(o): Decimal(str(o.value)) for o in message.data[0].obs}
    structure = message.structure
    structure.measures.getdefault(id="OBS_VALUE")  # SDMX-JSON has the measure without a name
    table, response = opened(client, f"{path}.sdmx.csv")
    assert response.headers["Content-Type"].startswith("application/vnd.sdmx.data+csv; version=2.0.0")
    tabled = sdmx.read_sdmx(table, format="csv", structure=structure)
    by_csv = {_key(o): Decimal(str(o.value)) for o in tabled.data[0].obs}
    assert by_json == by_csv
    assert len(by_json) > 5
    half = next(value for key, value in by_json.items() if str(figures["half"].pk) in key)
    assert half == Decimal("51230000000")


def _key(observation):
    return tuple(str(value.value) for value in observation.key.values.values())


def test_sdmx_is_of_statistics_only(client, figures):
    assert client.get("/api/v1/regions.sdmx.csv").status_code == 404
    assert "sdmx" not in client.get("/api/v1/articles.sdmx.csv").json()["detail"]
    assert client.get("/api/v1/observations.sdmx.csv?fields=id").status_code == 400
    assert len(content(client.get("/api/v1/observations.sdmx.csv?indicator=firms")).splitlines()) == 3


def test_records_and_articles_say_what_they_are_as_linked_data(client, api, town, figures):
    record = client.get(f"/api/v1/records/{figures['half'].pk}.jsonld")
    assert record.headers["Content-Type"] == "application/ld+json"
    said = record.json()
    assert said["@context"][0] == "https://schema.org/"
    assert said["measuredProperty"]["@id"] == "http://testserver/api/v1/indicators/gdp/"
    assert (said["value"], said["unitText"], said["observationPeriod"]) == (
        "51230000000",
        "元",
        "2023-01-01/2023-06-30",
    )
    position, quote = said["oa:hasTarget"]["oa:hasSelector"]
    assert (position["oa:start"], quote["oa:exact"]) == (30, "512.3亿元")
    by_header = client.get(f"/api/v1/articles/{town.live.pk}/", headers={"Accept": "application/ld+json"}).json()
    assert (by_header["@type"], by_header["headline"]) == ("NewsArticle", "上半年经济运行情况")
    assert len(client.get("/api/v1/records.jsonld").json()["@graph"]) == len(api.results("records/"))


UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("path", ["records/", "records.csv"])
def test_answers_are_compressed_as_asked(client, figures, coding, path):
    plain = content(client.get(f"/api/v1/{path}"))
    response = client.get(f"/api/v1/{path}", headers={"Accept-Encoding": coding})
    packed = content(response)
    assert response.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in response.headers["Vary"]
    assert UNPACK[coding](packed) == plain
    assert len(packed) < len(plain) / 2


def test_the_client_chooses_the_coding(client, figures):
    def coding(asked):
        return client.get("/api/v1/records/", headers={"Accept-Encoding": asked}).headers.get("Content-Encoding")

    assert coding("gzip, deflate, br, zstd") == "br"
    assert coding("br;q=0.1, gzip;q=0.9") == "gzip"
    assert coding("br;q=0") is None
    assert coding("identity") is None
    assert coding("*;q=0.5") == "br"
    assert coding("br;q=9999999,;;=") is None


def test_a_compressed_answer_is_known_again(client, figures):
    first = client.get("/api/v1/records/", headers={"Accept-Encoding": "br"})
    again = {"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}
    assert first.headers["ETag"].startswith("W/")
    assert client.get("/api/v1/records/", headers=again).status_code == 304


def test_what_is_not_the_same_for_all_is_never_compressed(client, town):
    page = client.get("/admin/login/", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in page.headers
    assert len(page.content) > 1_000
