"""import_bulletin, as an office calls it."""

import hashlib
import json
import time
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from articles import body as bodies
from articles.importing import read_bulletin
from articles.importing.dates import BEIJING
from articles.models import Article, Column, Original, Region, Revision
from indicators.models import Record
from tests.importing.samples import HEAD, PROSE

SHARED = Path(__file__).parents[2].parent / "shared"
FOUNDING = SHARED / "seeds" / "000_0ec8a1b425d1f1c6.txt"
CORPUS = sorted((SHARED / "corpus").glob("*.txt"))
BULLETIN = f"{HEAD}{PROSE}\n\n02.png\n\n工业\n\n{PROSE}{PROSE}\n"

pytestmark = pytest.mark.django_db


def test_a_bulletin_goes_in(town, bring_in, write_file):
    before = Article.objects.count()
    lines, err, status = bring_in(write_file(BULLETIN))
    line = lines[0]
    records = line.pop("records")
    assert line == {
        "file": line["file"], "article": line["article"], "title": "钱塘区上半年经济平稳增长",
        "published_on": "2023-08-10T10:23:00+08:00",
        "source": "东湖日报", "authors": [], "paragraphs": 2, "headings": 1, "pictures": 1, "state": "draft",
        "duplicate": False, "loss": [],
    }  # fmt: skip
    revision = Revision.objects.get(article=line["article"])
    assert records == {"candidate": Record.objects.filter(revision=revision).count()}
    assert (status, err, Article.objects.count()) == (0, "", before + 1)
    assert [p.name for p in revision.pictures.all()] == ["02.png"]


def test_the_original_is_kept_byte_for_byte(town, bring_in, write_file):
    content = BULLETIN.replace("\n", "\r\n").encode("gb18030")
    lines, _err, _status = bring_in(write_file(content, "公报.txt"))
    original = Original.objects.get(article=lines[0]["article"])
    assert bytes(original.content) == content
    assert (original.filename, original.size) == ("公报.txt", len(content))
    assert original.sha256 == hashlib.sha256(content).hexdigest()


def test_publish_publishes(town, bring_in, write_file):
    lines, _err, status = bring_in(write_file(BULLETIN), publish=True)
    assert (lines[0]["state"], status) == ("published", 0)
    assert Revision.objects.visible().filter(article=lines[0]["article"]).exists()


def test_the_same_file_and_the_same_text_are_known_again(town, bring_in, write_file):
    first = bring_in(write_file(BULLETIN))[0][0]["article"]
    count = Article.objects.count()
    for content, name in [
        (BULLETIN, "a.txt"),
        (BULLETIN.replace("\n", "\r\n"), "b.txt"),
        (f"老年版入口\n\n{BULLETIN}\n打印本页\n", "c.txt"),
    ]:
        lines, _err, status = bring_in(write_file(content, name))
        assert (lines[0]["article"], lines[0]["duplicate"], status) == (first, True, 0)
    assert (Article.objects.count(), Original.objects.filter(article=first).count()) == (count, 1)


def test_a_duplicate_that_waits_is_published_and_a_published_one_stays(town, bring_in, write_file):
    file = write_file(BULLETIN)
    bring_in(file)
    assert bring_in(file, publish=True)[0][0]["state"] == "published"
    revision = Revision.objects.latest("pk")
    assert bring_in(file, publish=True)[0][0]["duplicate"]
    assert Revision.objects.get(pk=revision.pk).saved_at == revision.saved_at


def test_one_bad_file_does_not_stop_the_others(town, bring_in, write_file):
    count = Article.objects.count()
    lines, err, status = bring_in(write_file(b"", "a.txt"), write_file(BULLETIN, "b.txt"), "没有.txt")
    assert ["error" in line for line in lines] == [True, False, True]
    assert (status, Article.objects.count()) == (1, count + 1)
    assert lines[0]["error"] in err


def test_a_day_that_is_given_wins_over_the_file(town, bring_in, write_file):
    lines, _err, _status = bring_in(
        write_file(BULLETIN.replace("2023-08-10", "2023-02-30")), published="2023年8月9日 08:00"
    )
    assert lines[0]["published_on"] == "2023-08-09T08:00:00+08:00"


@pytest.mark.parametrize(
    ("change", "options", "says"),
    [
        ({"发布日期:2023-08-10 10:23": ""}, {}, "--published"),
        ({"2023-08-10": "2023-02-30"}, {}, "不存在"),
        ({"2023-08-10": "2999-01-01"}, {}, "将来"),
        ({}, {"published": "2999-01-01"}, "将来"),
        ({}, {"published": "昨天"}, "看不懂"),
        ({}, {"column": "nowhere"}, "news"),
        ({}, {"region": "无此区"}, "--region"),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(town, bring_in, write_file, change, options, says):
    text = BULLETIN
    for old, new in change.items():
        text = text.replace(old, new)
    counts = [model.objects.count() for model in (Article, Original, Revision, Record)]
    lines, err, status = bring_in(write_file(text), **options)
    assert says in lines[0]["error"]
    assert says in err
    assert status == 1
    assert [model.objects.count() for model in (Article, Original, Revision, Record)] == counts


def test_a_folder_and_a_missing_file_are_refused(town, bring_in, tmp_path):
    lines, _err, status = bring_in(tmp_path, tmp_path / "none.txt")
    assert ["文件" in line["error"] for line in lines] == [True, True]
    assert status == 1


def test_column_and_region_are_chosen(town, bring_in, write_file):
    Column.objects.create(slug="economy", name="经济运行", position=9)
    page = f'<meta name="ColumnName" content="经济运行"><h1>一则公报的标题</h1><p>发布日期:2023-08-10</p><p>{PROSE}</p>'
    hinted = bring_in(write_file(page, "a.html"))[0][0]["article"]
    assert Article.objects.get(pk=hinted).column.slug == "economy"
    given = bring_in(write_file(BULLETIN), column="economy", region="杭州")[0][0]["article"]
    assert Article.objects.get(pk=given).region == town.city
    assert Article.objects.get(pk=given).column.slug == "economy"
    assert Article.objects.get(pk=hinted).region == town.region


def test_a_region_of_several_places_has_to_be_told_by_code(town, bring_in, write_file):
    for code in ("320106", "410204"):
        Region.objects.create(code=code, name="鼓楼区", parent=town.city)
    assert "320106" in bring_in(write_file(BULLETIN), region="鼓楼区")[0][0]["error"]
    assert bring_in(write_file(BULLETIN), region="410204")[2] == 0


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_picture_beside_the_file_is_attached(town, bring_in, write_file, tmp_path, media):
    Image.new("RGB", (20, 10)).save(tmp_path / "02.png")
    lines, _err, _status = bring_in(write_file(BULLETIN))
    picture = Revision.objects.get(article=lines[0]["article"]).pictures.get()
    assert (picture.width, picture.height) == (20, 10)


def test_a_picture_that_is_none_refuses_the_file(town, bring_in, write_file, tmp_path, media):
    count = Article.objects.count()
    (tmp_path / "02.png").write_bytes(b"no picture")
    lines, _err, status = bring_in(write_file(BULLETIN))
    assert "02.png" in lines[0]["error"]
    assert (status, Article.objects.count()) == (1, count)


def test_twenty_megabytes_of_text_are_refused_fast(town, bring_in, write_file):
    began = time.monotonic()
    lines, _err, status = bring_in(write_file("标题\n\n" + PROSE * 300_000))
    assert "50 万字" in lines[0]["error"]
    assert time.monotonic() - began < 10


@pytest.mark.skipif(not FOUNDING.exists(), reason="the founding bulletin is not here")
def test_the_founding_bulletin(town, bring_in):
    lines, _err, status = bring_in(FOUNDING, publish=True)
    line = lines[0]
    assert status == 0
    assert (line["title"], line["source"]) == ("产业加速集聚成势 科创竞逐谱写新篇", "钱塘新区报")
    assert line["published_on"] == "2023-08-10T10:23:00+08:00"
    assert line["authors"] == ["沈霖", "雷秋红", "徐佳伟"]
    assert (line["paragraphs"], line["headings"], line["pictures"], line["state"]) == (21, 3, 1, "published")
    assert bring_in(FOUNDING)[0][0]["duplicate"]
    revision = Revision.objects.get(article=line["article"])
    assert [p.name for p in revision.pictures.all()] == ["02.png"]
    given = [part.strip() for part in FOUNDING.read_text().split("\n\n") if part.strip()]
    blocks = [" ".join("".join(b.itertext()).split()) for b in bodies.parse(revision.body) if b.tag != "figure"]
    body = [part for part in given[3:-1] if part != "02.png"]
    assert blocks == [" ".join(part.removesuffix("(沈霖 雷秋红 徐佳伟)").split()) for part in body]


def _with_title(text: str, title: str) -> str:
    """The text as it is where its first lines hold its title, else with the title put on top, as the refusal asks for."""
    return text if title in text.split("\n")[:5] else f"{title.rstrip('，。,')}\n\n{text}"


@pytest.mark.skipif(not CORPUS, reason="the corpus is not here")
@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_the_corpus_loses_no_paragraph(file):
    meta = json.loads(file.with_suffix(".meta.json").read_text())
    day = datetime.fromisoformat(meta["published"]).replace(tzinfo=BEIJING)
    text = file.read_text()
    draft = read_bulletin(_with_title(text, meta["title"]).encode(), file.name, published_on=day)
    kept = "".join(bodies.to_text(draft.title, draft.body).split())
    for line in text.split("\n"):
        if len(line) > 60:
            assert "".join(line.split())[:50] in kept.replace("来源：", "") or line.startswith("来源")
    assert draft.title == " ".join(meta["title"].rstrip("，。,").split())


def test_what_is_lost_is_said_in_the_line(town, bring_in, write_file):
    line = bring_in(write_file(f"{BULLETIN}\n打印本页\n"))[0][0]
    assert [(loss["kind"], loss["count"], loss["detail"]) for loss in line["loss"]] == [("furniture", 1, "打印本页")]
    assert line["loss"][0]["says"].endswith("。")
