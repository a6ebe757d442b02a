"""The catalogue as CSV files: out, looked at, and back in whole or not at all."""

import csv
import io
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import csv_files, csv_tables
from articles.models import Region
from articles.tables import COLUMNS, REGIONS
from indicators.models import Alias, Indicator, Topic
from indicators.tables import ALIASES, INDICATORS, TOPICS
from tests.conftest import Town

LISTS = {
    "articles/column": COLUMNS, "articles/region": REGIONS, "indicators/indicator": INDICATORS, "indicators/alias": ALIASES,
    "indicators/topic": TOPICS,
}  # fmt: skip


@pytest.fixture
def keeper(client: Client, admin_user) -> Client:
    client.force_login(admin_user)
    return client


def send(client: Client, place: str, content: bytes | str) -> str:
    raw = content.encode() if isinstance(content, str) else content
    answer = client.post(f"/admin/{place}/import/", {"file": SimpleUploadedFile("表.csv", raw)})
    assert answer.status_code == 200
    return answer.content.decode()


def agree(client: Client, place: str, page: str) -> str:
    """Presses 确认导入 on the page that shows what would happen."""
    hidden = dict(re.findall(r'<input type="hidden" name="(content|agreed)" value="([^"]+)"', page))
    return client.post(f"/admin/{place}/import/", hidden, follow=True).content.decode()


def exported(client: Client, place: str, query: str = "") -> bytes:
    answer = client.get(f"/admin/{place}/export/{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(answer.streaming_content)


def harmful(content: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


@pytest.mark.parametrize("place", LISTS)
def test_what_goes_out_comes_back_as_no_change(keeper: Client, town: Town, place: str) -> None:
    Region.objects.filter(pk=town.region.pk).update(short_names="|=1+1|@钱塘|")
    Indicator.objects.filter(pk=town.gdp.pk).update(note='-第一行\r\n"引号",逗号\n\'=也在')
    content = exported(keeper, place)
    assert content.startswith(b"\xef\xbb\xbf")
    assert not harmful(content), "no cell that a spreadsheet would run"
    assert "文件与目录一致" in send(keeper, place, content)


def test_a_whole_catalogue_moves_to_another_portal(keeper: Client, town: Town) -> None:
    Indicator.objects.create(code="gdp-old", name="国内总产值", dimension="金额", merged_into=town.gdp)
    files = {place: exported(keeper, place) for place in LISTS}
    Topic.objects.all().delete()
    for place in ["articles/column", "indicators/topic", "indicators/indicator", "indicators/alias"]:
        agree(keeper, place, send(keeper, place, files[place]))
    assert {place: exported(keeper, place) for place in LISTS} == files
    assert Indicator.objects.get(code="gdp").topics.get().slug == "general"


def test_what_would_happen_is_shown_and_nothing_is_stored_yet(keeper: Client, town: Town) -> None:
    Indicator.objects.create(code="steel", name="粗钢产量", dimension="重量")
    page = send(
        keeper,
        "indicators/indicator",
        "代码,名称,计量,主题\r\ngdp,地区生产总值,金额,general\r\nsteel,粗钢总产量,重量,general\r\ncement,水泥产量,重量,\r\n",
    )
    assert "新增 1 条，修改 1 条，没有变化 1 条，不能导入 0 行" in page
    assert "<del>粗钢产量</del> → <ins>粗钢总产量</ins>" in page
    assert not Indicator.objects.filter(code="cement").exists()
    done = agree(keeper, "indicators/indicator", page)
    assert "已导入：新增 1 条，修改 1 条，1 条没有变化。" in done
    assert Alias.objects.get(name="水泥产量").indicator.code == "cement", "it is found by its name from now on"
    assert Indicator.objects.get(code="steel").name == "粗钢总产量"
    assert Indicator.objects.get(code="steel").topics.get().slug == "general"
    assert LogEntry.objects.filter(change_message="由 CSV 文件导入").count() == 2


def test_one_bad_line_and_nothing_is_stored(keeper: Client, town: Town) -> None:
    lines = [
        "代码,名称,简称,上级地区",
        "330115,甲区,甲,330100",
        "33011,乙区,,330100",
        ",丙区,,330100",
        "330117,,,330100",
        "330118,丁区,,339999",
        "330115,戊区,,330100",
        "330119,己区,,330119",
        "330120,庚区,,330100,多出",
        '330121,"辛\x07区",,330100',
    ]
    page = send(keeper, "articles/region", "\n".join(lines))
    rows = re.findall(
        r"<tr><td>(\d+)</td><td>(.*?)</td><td>(.*?)</td></tr>", page.split("不能导入</h3>")[1].split("</table>")[0]
    )
    assert [(int(number), key) for number, key, _ in rows] == [
        (3, "33011"), (4, ""), (5, "330117"), (6, "330118"), (7, "330115"), (8, "330119"), (9, "330120"), (10, "330121"),
    ]  # fmt: skip
    reasons = [reason for *_, reason in rows]
    for reason, words in zip(
        reasons,
        [
            "不是六位数字",
            "没有填写“代码”",
            "名称：",
            "没有“339999”",
            "与第 2 行",
            "绕了一圈",
            "这一行有 5 格",
            "控制字符",
        ],
        strict=True,
    ):
        assert words in reason
    assert "整个文件都没有存入" in page
    assert 'name="agreed"' not in page
    assert not Region.objects.filter(name="甲区").exists()


@pytest.mark.parametrize(
    ("place", "content", "words"),
    [
        ("articles/column", "网址名,名称,上级栏目\na,甲,news\nb,乙,a\nc,丙,b\n", "最多 3 级，这一条在第 4 级"),
        ("articles/column", "网址名,名称,排序\na,甲,第一\n", "排序："),
        ("articles/column", "网址名,名称\n甲 乙,甲\n", "网址名："),
        ("indicators/indicator", "代码,名称,计量\nx,GDP,金额\n", "“GDP”已是指标 gdp 的别名"),
        ("indicators/indicator", "代码,名称,计量\nx,粮食产量,重量\ny,粮食产量,重量\n", "“粮食产量”已经有了"),
        ("indicators/indicator", "代码,名称,计量,主题\nx,粮食产量,重量,grain\n", "没有“grain”"),
        ("indicators/indicator", "代码,已并入\nold,gdp\n", "合并与撤销合并请在指标列表里办理"),
        ("indicators/alias", "别名,指标\n地区生产总值,old\n", "这是指标 gdp 自己的名称"),
        ("indicators/alias", "别名,指标\n某种写法,\n", "没有填写"),
    ],
)
def test_what_the_catalogue_forbids_a_file_cannot_do(keeper, town, place, content, words) -> None:
    Indicator.objects.create(code="old", name="旧指标", dimension="金额")
    before = exported(keeper, place)
    page = send(keeper, place, content)
    assert words in page
    assert 'name="agreed"' not in page
    assert exported(keeper, place) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "或是空的"),
        (b"PK\x03\x04 a workbook", "另存为“CSV UTF-8"),
        (b"\xff\xfe\xfd\x00\x01", "另存为“CSV UTF-8"),
        ("名称\n甲区\n".encode(), "没有“代码”这一列"),
        ("代码,级别\n330115,3\n".encode(), "没有叫“级别”的列。可用的列：代码、名称、简称、上级地区"),
        ("代码,代码\n330115,330115\n".encode(), "“代码”这一列出现了两次"),
        ('代码,名称\n330115,"甲区\n'.encode(), "第 2 行读不出来"),
        ("代码,名称\n330115,".encode() + b"a" * 200_000, "第 2 行读不出来"),
        (b"a" * (csv_files.LARGEST + 1), "超过 5 MB"),
        ("代码\n".encode() + b"330115\n" * (csv_files.MOST_LINES + 1), "超过 20000 行"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_to_do(keeper, town, content, words) -> None:
    page = send(keeper, "articles/region", content)
    assert words in page
    assert 'name="agreed"' not in page


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ","), ("gbk", ","), ("utf-16", "\t"), ("gb18030", ";")]
)
def test_what_spreadsheets_save_is_read(keeper: Client, town: Town, encoding: str, delimiter: str) -> None:
    rows = [["代码", "名称", "上级地区"], ["0", "全国", ""], ["330115", "'-甲区", "330100"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    agree(keeper, "articles/region", send(keeper, "articles/region", content))
    assert Region.objects.get(code="330115").name == "-甲区"
    assert Region.objects.get(code="330115").parent.code == "330100"
    assert Region.objects.filter(code__startswith="0").count() == 1, "000000 that a spreadsheet took for a number"


def test_an_empty_cell_empties_and_a_missing_column_leaves(keeper: Client, town: Town) -> None:
    Region.objects.filter(pk=town.region.pk).update(short_names="|钱塘|")
    agree(keeper, "articles/region", send(keeper, "articles/region", "code,short_names\n330114,\n"))
    region = Region.objects.get(pk=town.region.pk)
    assert (region.short_names, region.name, region.parent) == ("", "钱塘区", town.city)


def test_a_catalogue_that_changed_meanwhile_is_looked_at_again(keeper: Client, town: Town) -> None:
    page = send(keeper, "articles/region", "code,name\n330114,钱塘新区\n")
    Region.objects.filter(code="330114").update(name="别人改的")
    assert "目录刚才有人改动" in agree(keeper, "articles/region", page)
    assert Region.objects.get(code="330114").name == "别人改的"


def test_what_is_found_is_what_goes_out(keeper: Client, town: Town) -> None:
    cities = exported(keeper, "articles/region", "?level=city").decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in cities] == ["代码", "330100"]
    assert b"330114" in exported(keeper, "articles/region", "?q=钱塘&province=33")
    assert b"GDP" in exported(keeper, "indicators/alias", "?q=gdp")


def test_who_may_only_look_may_not_bring_in(client: Client, town: Town) -> None:
    client.force_login(town.stranger)
    assert client.get("/admin/articles/region/export/").status_code == 403
    town.stranger.user_permissions.add(Permission.objects.get(codename="view_region"))
    assert client.get("/admin/articles/region/export/").status_code == 200
    town.stranger.user_permissions.add(Permission.objects.get(codename="change_region"))
    assert "导入 CSV" not in client.get("/admin/articles/region/").content.decode()
    assert client.get("/admin/articles/region/import/").status_code == 403
    town.stranger.user_permissions.add(Permission.objects.get(codename="add_region"))
    assert client.get("/admin/articles/region/import/").status_code == 200


def test_it_costs_the_same_for_many_lines(town: Town, django_assert_num_queries) -> None:
    def regions(many: int) -> bytes:
        lines = [
            f"{code},甲{code}区,,{330100 if code < 500_200 else 500_100}" for code in range(500_100, 500_100 + many)
        ]
        return "\n".join(["code,name,short_names,parent", *lines]).encode()

    for many in [10, 240]:
        with django_assert_num_queries(1):
            planned = csv_tables.plan(regions(many), REGIONS)
        assert len(planned.added) == many
    # a savepoint around; the first layer, and those that lie in it
    with django_assert_num_queries(4):
        csv_tables.carry_out(planned, REGIONS)
    assert Region.objects.get(code="500210").parent.code == "500100"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=4))
def test_no_cell_is_lost_between_out_and_in(cells: list[str]) -> None:
    names = {f"列{n}": str(n) for n in range(len(cells))}
    content = "".join(csv_files.write(names, [["x", *cells[1:]]])).encode()
    assert [list(line.cells.values()) for line in csv_files.read(content, names)] == [["x", *cells[1:]]]
    assert not harmful(content)


def test_short_names_are_written_without_the_bars_that_hold_them(keeper: Client, town: Town) -> None:
    address = f"/admin/articles/region/{town.region.pk}/change/"
    Region.objects.filter(pk=town.region.pk).update(short_names="|钱塘|")
    assert 'value="钱塘"' in keeper.get(address).content.decode()
    sent = {"name": "钱塘区", "code": "330114", "parent": town.city.pk, "short_names": " 钱塘 | 下沙|"}
    keeper.post(address, sent)
    assert list(Region.objects.named("下沙")) == [town.region]
    assert "102" in keeper.post(address, sent | {"short_names": "字" * 100}).content.decode()
