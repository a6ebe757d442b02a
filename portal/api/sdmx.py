"""Observations and series as statistical offices exchange them: SDMX-CSV 2.0 and SDMX-JSON 1.0.

One structure for both. A statement is a dimension, as editions are in archives of vintages: two bulletins may state one period
differently, and neither is thrown away. SDMX-JSON describes itself; its structure serves to read the CSV as well.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from articles.datasets import Table, rows_of
from portal.api.formats import Format

STRUCTURE_ID = "PORTAL:STATEMENTS(1.0)"
NOT_APPLICABLE, UNCODED = "_Z", "_X"
Source = str | Callable[[str], str]

# Id → (column, name, how its cell is written as a code)
DIMENSIONS: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "FREQ": ("frequency", "频率", str),
    "REF_AREA": ("region_code", "地区", lambda cell: cell or UNCODED),
    "INDICATOR": ("indicator_code", "指标", str),
    "MEASURE": ("measure", "类型", str),
    "COMPARISON": ("comparison", "与何相比", lambda cell: cell.replace(":", "_") or NOT_APPLICABLE),
    "ASSERTION": ("assertion", "性质", str),
    "STATEMENT": ("id", "指标记录", str),
    "TIME_PERIOD": ("time_period", "时期", str),
}
ATTRIBUTES = {
    "UNIT_MEASURE": ("canonical_unit", "标准单位"),
    "SCOPE": ("scope", "范围"),
    "AREA_NAME": ("region", "地区名称"),
    "INDICATOR_NAME": ("indicator", "指标名称"),
    "PUBLISHED": ("published_on", "发布日期"),
    "SOURCE": ("page_url", "出处"),
}
VALUE = "canonical_value"


class Sdmx(Format):
    takes_fields = False
    wants = [
        *[column for column, *_rest in DIMENSIONS.values()],
        *[column for column, _name in ATTRIBUTES.values()],
        VALUE,
    ]


class SdmxCsv(Sdmx):
    media_type, format = "application/vnd.sdmx.data+csv", "sdmx.csv"
    content_type = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"

    def respond(self, table: Table) -> HttpResponseBase:
        return self.named(StreamingHttpResponse(csv_pieces(table)), table)


class SdmxJson(Sdmx):
    media_type, format = "application/vnd.sdmx.data+json", "sdmx.json"
    content_type = "application/vnd.sdmx.data+json; version=1.0.0; charset=utf-8"

    def respond(self, table: Table) -> HttpResponseBase:
        return self.named(StreamingHttpResponse(json_pieces(table)), table)


def csv_pieces(table: Table) -> Iterator[bytes]:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES])
    yield file.getvalue().encode()
    for piece in _observations(table):
        file.seek(0)
        file.truncate()
        writer.writerows(["dataflow", STRUCTURE_ID, "I", *key, value, *rest] for key, value, rest in piece)
        yield file.getvalue().encode()


def json_pieces(table: Table) -> Iterator[bytes]:
    """Observations first, then the structure, whose lists of codes are known only when all have been read."""
    header = {"id": table.name, "prepared": datetime.now(UTC).isoformat(), "test": False, "sender": {"id": "PORTAL"}}
    yield f'{{"header":{json.dumps(header)},"dataSets":[{{"action":"Information","observations":{{'.encode()
    codes: dict[str, dict[str, int]] = {name: {} for name in [*DIMENSIONS, *ATTRIBUTES]}
    comma = ""
    for piece in _observations(table):
        lines = []
        for key, value, rest in piece:
            places = [_place(codes[name], cell) for name, cell in zip(DIMENSIONS, key, strict=True)]
            about = [
                str(_place(codes[name], cell)) if cell else "null" for name, cell in zip(ATTRIBUTES, rest, strict=True)
            ]
            lines.append(f'"{":".join(map(str, places))}":[{value},{",".join(about)}]')
        yield (comma + ",".join(lines)).encode()
        comma = ","
    yield f'}}}}],"structure":{json.dumps(_structure(codes), ensure_ascii=False)}}}'.encode()


def _place(known: dict[str, int], cell: str) -> int:
    return known.setdefault(cell, len(known))


def _structure(codes: dict[str, dict[str, int]]) -> dict[str, Any]:
    dimensions = [
        {
            "id": name,
            "name": DIMENSIONS[name][1],
            "keyPosition": at,
            "values": [{"id": c, "name": c} for c in codes[name]],
        }
        for at, name in enumerate(DIMENSIONS)
    ]
    attributes = [
        {"id": name, "name": label, "values": [{"name": value} for value in codes[name]]}
        for name, (_column, label) in ATTRIBUTES.items()
    ]
    return {"dimensions": {"observation": dimensions}, "attributes": {"observation": attributes}}


def _observations(table: Table) -> Iterator[list[tuple[list[str], str, list[str]]]]:
    at = {column.name: n for n, column in enumerate(table.columns)}
    dimensions = [(at[column], write) for column, _name, write in DIMENSIONS.values()]
    attributes = [at[column] for column, _name in ATTRIBUTES.values()]
    for piece in table.pieces:
        yield [
            ([write(row[n]) for n, write in dimensions], row[at[VALUE]], [row[n] for n in attributes])
            for row in rows_of(piece)
            if row[at[VALUE]]
        ]
