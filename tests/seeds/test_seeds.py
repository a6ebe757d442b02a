"""What the seed files promise: unique names, references that resolve, and words of our own."""

import csv
import re
import unicodedata
from collections import Counter
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
SHARED = Path(__file__).parents[2].parent / "shared"
WINDOW = 26  # so many characters in a row that stand in a source too are a copied sentence

COLUMNS = {
    "regions.tsv": ["code", "name", "short_names", "parent"],
    "columns.tsv": ["slug", "name", "name_en", "parent", "description"],
    "topics.tsv": ["slug", "name", "name_en"],
    "catalogue.tsv": ["code", "name", "name_en", "aliases", "dimension", "topics", "note"],
    "bulletins.tsv": [
        "file",
        "column",
        "region",
        "published",
        "picture_alt",
        "corrects",
        "correction_note",
        "confirmed",
        "withdrawn",
    ],
}
DIMENSIONS = {"金额", "计数", "人数", "户数", "比率", "指数", "面积", "长度", "重量", "体积"}
DIMENSIONS |= {"电量", "能耗", "容量", "人次", "时间", "其他"}


def table(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def repeated(values) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def spelling(name: str) -> str:
    """A name with everything evened out that does not tell two indicators apart."""
    plain = re.sub(r"[\s“”‘’\"'「」《》]", "", unicodedata.normalize("NFKC", name)).casefold()
    return plain.replace("规上", "规模以上").replace("限上", "限额以上")


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_are_plain_tsv(name):
    raw = (SEEDS / name).read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    lines = raw.decode("utf-8").splitlines()
    assert lines[0].split("\t") == COLUMNS[name]
    assert {line.count("\t") for line in lines} == {len(COLUMNS[name]) - 1}
    assert not [cell for line in lines for cell in line.split("\t") if cell != cell.strip()]
    assert not [cell for line in lines for cell in line.split("\t") if "" in listed(cell)]


def test_regions_form_one_tree():
    rows = table("regions.tsv")
    codes = {row["code"]: row for row in rows}
    assert not repeated(row["code"] for row in rows)
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert [row["code"] for row in rows if not row["parent"]] == ["000000"]
    assert not [row["code"] for row in rows if row["parent"] and row["parent"] not in codes]
    for row in rows:
        steps = 0
        while row["parent"]:
            row, steps = codes[row["parent"]], steps + 1
            assert steps <= 3


def test_regions_are_the_current_ones():
    rows = {row["code"]: row for row in table("regions.tsv")}
    assert sum(code.endswith("0000") for code in rows) == 35  # the country and 34 of province level
    assert (rows["330114"]["name"], rows["330114"]["parent"]) == ("钱塘区", "330100")
    assert rows["330113"]["name"] == "临平区"
    assert rows["110117"]["parent"] == "110000"
    assert not {"330103", "330104"} & set(rows), "下城区 and 江干区 ended in 2021"
    assert not [row["name"] for row in rows.values() if row["name"] in ("市辖区", "县") or "直辖" in row["name"]]


def test_short_names_are_what_prose_says():
    rows = table("regions.tsv")
    short = {row["code"]: listed(row["short_names"]) for row in rows}
    for code, expected in [
        ("150000", "内蒙古"),
        ("650000", "新疆"),
        ("330100", "杭州"),
        ("330114", "钱塘"),
        ("433100", "湘西"),
    ]:
        assert expected in short[code]
    assert not [name for names in short.values() for name in names if len(name) < 2]
    provinces = {name for code, names in short.items() if code.endswith("0000") for name in names}
    assert not [code for code, names in short.items() if not code.endswith("0000") and provinces & set(names)]


def test_columns_are_a_tree_of_at_most_three_levels():
    parents = {row["slug"]: row["parent"] for row in table("columns.tsv")}
    assert len(parents) == len(table("columns.tsv"))
    for slug in parents:
        level, above = 1, parents[slug]
        while above:
            level, above = level + 1, parents[above]
        assert level <= 3, slug


def test_catalogue_entries_are_complete():
    rows = table("catalogue.tsv")
    topics = [row["slug"] for row in table("topics.tsv")]
    assert len(rows) >= 150
    assert not repeated(topics)
    assert not repeated(row["code"] for row in rows)
    assert not [row["code"] for row in rows if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["code"])]
    assert not [row["code"] for row in rows if not (row["name"] and row["name_en"])]
    assert not [row["code"] for row in rows if row["dimension"] not in DIMENSIONS]
    assert not [row["code"] for row in rows if not listed(row["topics"]) or set(listed(row["topics"])) - set(topics)]
    assert not set(topics) - {topic for row in rows for topic in listed(row["topics"])}, "a topic without indicators"


def test_a_name_or_alias_belongs_to_one_indicator():
    owners: dict[str, set[str]] = {}
    for row in table("catalogue.tsv"):
        names = [row["name"], *listed(row["aliases"])]
        assert not repeated(names), row["code"]
        for name in names:
            owners.setdefault(spelling(name), set()).add(row["code"])
    assert not {name: codes for name, codes in owners.items() if len(codes) > 1}


def test_the_best_known_indicators_are_there():
    rows = {row["code"]: row for row in table("catalogue.tsv")}
    assert {"GDP", "生产总值", "国内生产总值"} <= set(listed(rows["gdp"]["aliases"]))
    assert rows["little-giants"]["name"] == "国家级专精特新“小巨人”企业"


def test_every_bulletin_has_its_place_and_section():
    rows = table("bulletins.tsv")
    files = sorted(path.name for path in (SEEDS / "bulletins").iterdir() if path.is_file())
    assert sorted(row["file"] for row in rows) == files
    assert sum(not name.startswith("demo-") for name in files) == 12
    assert not {row["corrects"] for row in rows if row["corrects"]} - set(files)
    assert all(bool(row["corrects"]) == bool(row["correction_note"]) for row in rows)
    assert not {row["column"] for row in rows} - {row["slug"] for row in table("columns.tsv")}
    regions = Counter(row["name"] for row in table("regions.tsv"))
    assert not [row["region"] for row in rows if regions[row["region"]] != 1]
    for row in rows:
        stamp = datetime.strptime(row["published"], "%Y-%m-%d %H:%M")
        text = (SEEDS / "bulletins" / row["file"]).read_text(encoding="utf-8")
        assert f"{stamp:%Y-%m-%d %H:%M}" in text, row["file"]


def test_every_picture_is_named_and_described():
    pictures = {path.name for path in (SEEDS / "bulletins" / "pictures").iterdir()}
    described = {}
    for row in table("bulletins.tsv"):
        for item in listed(row["picture_alt"]):
            name, alt = item.split("=", 1)
            described[name] = alt
            assert name in (SEEDS / "bulletins" / row["file"]).read_text(encoding="utf-8").splitlines()
    assert pictures == set(described)
    assert all(described.values())


class Words(HTMLParser):
    """The words of a saved page that a reader sees in its article."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.words = 0, []

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def visible(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".html":
        return text
    page = Words()
    page.feed(text)
    return " ".join(page.words)


def squeezed(text: str) -> str:
    return "".join(text.split())


def sources() -> list[str]:
    return [
        path.read_text(encoding="utf-8") for place in ("corpus", "seeds") for path in (SHARED / place).glob("*.txt")
    ]


def bulletins() -> list[Path]:
    return sorted(path for path in (SEEDS / "bulletins").iterdir() if path.is_file())


@pytest.mark.parametrize("path", bulletins(), ids=lambda path: path.name)
def test_a_bulletin_is_short_and_says_whose_figures_it_gives(path):
    assert 400 <= len(squeezed(visible(path))) <= 1200
    assert "文中数据来源：" in visible(path)


def test_digital_economy_is_found_in_several_bulletins():
    assert sum("数字经济" in visible(path) for path in bulletins()) >= 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sources are not beside the checkout")
def test_no_sentence_of_the_sources_is_copied():
    windows = set()
    for flat in map(squeezed, sources()):
        windows.update(flat[i : i + WINDOW] for i in range(len(flat) - WINDOW + 1))
    assert windows
    for path in SEEDS.rglob("*"):
        if path.suffix in (".tsv", ".txt", ".md", ".html"):
            flat = squeezed(path.read_text(encoding="utf-8"))
            copied = [flat[i : i + WINDOW] for i in range(len(flat) - WINDOW + 1) if flat[i : i + WINDOW] in windows]
            assert not copied, f"{path.name}: {copied[0]}"


@pytest.mark.parametrize("path", bulletins(), ids=lambda path: path.name)
def test_invented_figures_say_so_in_the_title_and_at_the_end(path):
    title = next(line for line in visible(path).splitlines() if len(line) > 10)
    assert path.name.startswith("demo-") == ("〔演示数据〕" in title) == ("演示数据，非实际统计" in visible(path))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sources are not beside the checkout")
@pytest.mark.parametrize(
    "path", [path for path in bulletins() if not path.name.startswith("demo-")], ids=lambda path: path.name
)
def test_every_number_stands_in_a_source(path):
    number = r"\d+(?:\.\d+)?"
    own = r"\d{4}-\d\d-\d\d \d\d:\d\d|网站标识码：\d+|[\w-]+\.png"  # our date lines and names
    known = {found for text in sources() for found in re.findall(number, text)}
    assert set(re.findall(number, re.sub(own, "", visible(path)))) <= known
