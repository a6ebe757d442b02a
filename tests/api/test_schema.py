"""The schema is valid and true, and its documentation is served by us and runs under the site's policy."""

import json
import re

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from portal.api.schema import EXAMPLES


@pytest.fixture
def schema(client, db):
    return client.get("/api/schema/", headers={"Accept": "application/json"}).json()


def test_the_schema_validates_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_it_is_openapi_3_1_and_names_every_address(schema):
    assert schema["openapi"] == "3.1.0"
    assert set(schema["paths"]) == {
        "/api/v1/articles/",
        "/api/v1/articles/{id}/",
        "/api/v1/articles/{id}/versions/",
        "/api/v1/articles/{id}/versions/{number}/",
        "/api/v1/changes/",
        "/api/v1/columns/",
        "/api/v1/columns/{slug}/",
        "/api/v1/drafts/",
        "/api/v1/drafts/{id}/",
        "/api/v1/extract/",
        "/api/v1/indicators/",
        "/api/v1/indicators/{code}/",
        "/api/v1/observations/",
        "/api/v1/records/",
        "/api/v1/records/{id}/",
        "/api/v1/regions/",
        "/api/v1/regions/{code}/",
        "/api/v1/series/",
        "/api/v1/series/{code}/",
        "/api/v1/snapshots/",
        "/api/v1/snapshots/{snapshot}/{file}",
        "/api/v1/topics/",
        "/api/v1/topics/{slug}/",
        "/api/v1/verify/",
    }


def test_every_parameter_is_described(schema):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", []):
                assert parameter.get("description"), (path, method, parameter["name"])


def _described(node, path=()):
    """Every part of the schema that says something in words, and every property; examples are what answers really say."""
    for key, inside in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key in {"example", "examples"} and path[-1:] != ("properties",):
            continue
        here = (*path, key)
        if path[-1:] == ("properties",):
            yield here, inside.get("description", "")
        elif key in {"title", "description", "summary"} and isinstance(inside, str):
            yield here, inside
        elif key == "tags":
            yield here, " ".join(inside)
        yield from _described(inside, here)


def test_every_property_is_described(schema):
    assert [path for path, words in _described(schema) if path[-2] == "properties" and not words] == []


def test_the_english_schema_is_in_english(client, db):
    answer = client.get("/en/api/schema/", headers={"Accept": "application/json"}).json()
    described = list(_described(answer))
    assert len(described) > 500
    assert [
        (path, words) for path, words in described if re.search("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]", words)
    ] == []
    page = client.get("/en/api/docs/records_list/").content.decode()
    main = page[page.index("<h1") : page.index('id="example"')]
    assert "Every figure that the public bulletins state" in main
    assert not re.search("[\u4e00-\u9fff]", main)


def test_answers_are_what_the_schema_says(client, schema, town, figures):
    addresses = {
        "/api/v1/articles/": "/api/v1/articles/",
        "/api/v1/articles/{id}/": f"/api/v1/articles/{town.live.pk}/",
        "/api/v1/articles/{id}/versions/": f"/api/v1/articles/{town.live.pk}/versions/",
        "/api/v1/articles/{id}/versions/{number}/": f"/api/v1/articles/{town.live.pk}/versions/1/",
        "/api/v1/changes/": "/api/v1/changes/",
        "/api/v1/columns/": "/api/v1/columns/",
        "/api/v1/columns/{slug}/": "/api/v1/columns/figures/",
        "/api/v1/indicators/": "/api/v1/indicators/",
        "/api/v1/indicators/{code}/": "/api/v1/indicators/little-giants/",
        "/api/v1/observations/": "/api/v1/observations/",
        "/api/v1/series/": "/api/v1/series/",
        "/api/v1/series/{code}/": "/api/v1/series/gdp/",
        "/api/v1/records/": "/api/v1/records/",
        "/api/v1/snapshots/": "/api/v1/snapshots/",
        "/api/v1/records/{id}/": f"/api/v1/records/{figures['unmatched'].pk}/",
        "/api/v1/regions/": "/api/v1/regions/",
        "/api/v1/regions/{code}/": "/api/v1/regions/330114/",
        "/api/v1/topics/": "/api/v1/topics/",
        "/api/v1/topics/{slug}/": "/api/v1/topics/general/",
    }
    read = {path for path, operations in schema["paths"].items() if "get" in operations}
    assert set(addresses) == {path for path in read if "drafts" not in path and "{file}" not in path}
    for path, address in addresses.items():
        content = schema["paths"][path]["get"]["responses"]["200"]["content"]
        answer = client.get(address).json()
        for row in answer.get("results", [answer]):
            assert (
                set(row) == set(_of_a_row(schema, content["application/json"]["schema"])) or path == "/api/v1/changes/"
            )
        wanted = {"$ref": content["application/json"]["schema"]["$ref"], "components": _closed(schema["components"])}
        Draft202012Validator(wanted).validate(answer)
    problem = {"$ref": "#/components/schemas/Problem", "components": schema["components"]}
    Draft202012Validator(problem).validate(client.get("/api/v1/records/?x=1").json())


def _of_a_row(schema, described):
    """The fields that an untrimmed row must have: `fields` leaves out others, so that none is required."""
    while "$ref" in described:
        described = schema["components"]["schemas"][described["$ref"].rsplit("/", 1)[1]]
        described = described["properties"].get("results", {}).get("items", described)
    return described["properties"]


def test_trimmed_answers_are_what_the_schema_says_as_well(client, schema, figures):
    for path in ("articles", "records", "series", "observations", "indicators", "regions", "columns", "topics"):
        content = schema["paths"][f"/api/v1/{path}/"]["get"]["responses"]["200"]["content"]
        field = sorted(_of_a_row(schema, content["application/json"]["schema"]))[0]
        answer = client.get(f"/api/v1/{path}/", {"fields": field}).json()
        assert answer["results"][0].keys() == {field}
        wanted = content["application/json"]["schema"] | {"components": schema["components"]}
        Draft202012Validator(wanted).validate(answer)


def test_every_error_is_described_and_shown(schema):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            errors = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
            assert {"400", "406", "500"} <= set(errors), (path, method)
            for status, answer in errors.items():
                shown = answer["content"]["application/problem+json"]["example"]
                assert answer["description"]
                assert shown["status"] == int(status)


def _closed(components):
    """With no field allowed that is not described."""
    copy = json.loads(json.dumps(components))
    for described in copy["schemas"].values():
        if described.get("type") == "object":
            described["additionalProperties"] = False
    return copy


@pytest.mark.parametrize(("language", "prefix"), [("zh", ""), ("en", "/en"), ("zh", "/elder")])
def test_the_documentation_is_served_by_us_and_needs_no_script(client, db, language, prefix):
    page = client.get(f"{prefix}/api/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert set(re.findall(r"https?://[^/\"<&;]+", html)) <= {"http://testserver"}
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "elder.js" in html or "<script" not in html
    assert "http://testserver/api/v1/series/gdp.csv" in html
    for heading in {"zh": ("快速上手", "全部地址"), "en": ("Quick starts", "All addresses")}[language]:
        assert heading in html


def test_every_operation_has_a_page_that_names_all_of_it(client, schema):
    index = client.get("/api/docs/").content.decode()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            address = f"/api/docs/{operation['operationId']}/"
            assert f'href="{address}"' in index
            page = client.get(address).content.decode()
            assert f"{method.upper()} {path}" in page
            for parameter in operation.get("parameters", []):
                assert f"<code>{parameter['name']}</code>" in page
            for status in operation["responses"]:
                assert status.startswith(("2", "3")) or f"<code>{status}</code>" in page
    records = client.get("/api/docs/records_list/").content.decode()
    for words in ("results[].article.version_url", "results[].canonical_value", "精确十进制数", ".parquet"):
        assert words in records
    assert client.get("/api/docs/nothing/").status_code == 404


def test_the_form_leads_to_the_address_that_was_filled_in(client, figures):
    def leads(**given):
        return client.get("/api/docs/ask/", given).headers["Location"]

    filled = {"_operation": "records_list", "indicator": "gdp", "region": " ", "period": ""}
    assert leads(**filled) == "/api/v1/records/?indicator=gdp"
    assert leads(**filled, _format="sdmx.csv") == "/api/v1/records.sdmx.csv?indicator=gdp"
    assert leads(_operation="series_of_indicator", code="gdp", _format="csv") == "/api/v1/series/gdp.csv"
    assert client.get(leads(**filled)).status_code == 200
    outside = leads(_operation="series_of_indicator", code="//example.org/")
    assert outside == "/api/v1/series/%2F%2Fexample.org%2F/"
    assert leads(_operation="series_of_indicator") == "/api/docs/series_of_indicator/"
    for unknown in ("", "nothing", "drafts_create"):
        assert client.get("/api/docs/ask/", {"_operation": unknown}).status_code == 404


def test_the_filters_have_the_names_that_readers_were_promised(schema):
    def names(path):
        return {parameter["name"] for parameter in schema["paths"][path]["get"]["parameters"]}

    promised = {"period", "region", "indicator", "measure", "topic", "text"}
    assert promised | {"article"} <= names("/api/v1/records/")
    assert promised <= names("/api/v1/articles/")


def test_every_read_has_an_example_that_is_what_the_schema_says(schema):
    shown = 0
    for path, operations in schema["paths"].items():
        for status, answer in operations.get("get", {"responses": {}})["responses"].items():
            for kind, content in answer.get("content", {}).items():
                if "example" in content:
                    wanted = content["schema"] | {"components": schema["components"]}
                    Draft202012Validator(wanted).validate(content["example"])
                    shown += 1
                elif path in EXAMPLES["answers"]:
                    assert (status, kind) != ("200", "application/json"), path
    assert shown > 50
