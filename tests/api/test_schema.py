"""The schema is valid and true, and its documentation is served by us and runs under the site's policy."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from portal.api.schema import EXAMPLES

CHROMIUM = Path("/usr/bin/chromium")


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
        wanted = {"$ref": content["application/json"]["schema"]["$ref"], "components": _closed(schema["components"])}
        Draft202012Validator(wanted).validate(client.get(address).json())
    problem = {"$ref": "#/components/schemas/Problem", "components": schema["components"]}
    Draft202012Validator(problem).validate(client.get("/api/v1/records/?x=1").json())


def _closed(components):
    """With no field allowed that is not described."""
    copy = json.loads(json.dumps(components))
    for described in copy["schemas"].values():
        if described.get("type") == "object":
            described["additionalProperties"] = False
    return copy


def test_the_documentation_is_served_by_us(client, db):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "http://" not in html
    assert "https://" not in html
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    script = client.get("/api/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "http" not in script.content.decode().replace('schema.type === "http"', "")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")
def test_the_documentation_runs_in_a_browser_without_a_complaint(live_server, transactional_db):
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    hosts: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2] if "//" in request.url[:9] else "data"))
        page.goto(f"{live_server.url}/api/docs/")
        page.get_by_text("公报数据门户 API").first.wait_for()
        page.get_by_text("/api/v1/records/", exact=True).first.click()
        page.get_by_role("button", name="Try it out").first.click()
        page.get_by_role("button", name="Execute").click()
        page.locator(".live-responses-table .response-col_status", has_text="200").wait_for()
        browser.close()
    assert complaints == []
    assert hosts <= {live_server.url.split("/")[2], "data"}


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
