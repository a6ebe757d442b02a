"""The indicator's page, its picture and its download: one query string, one set of values, each with its sentence."""

import csv
import io
import re

import pytest
from django.test import Client

from articles.models import Region, Revision
from indicators.models import Indicator
from portal.charts import drawing
from tests.conftest import Town
from tests.series.conftest import Say

PAGE = "/indicators/industry/"


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def table(page: str, name: str = "series") -> str:
    """Without what only says again that it is one."""
    return re.sub(r' role="\w+"', "", page.split(f'<table class="{name} blocks"')[1].split("</table>")[0])


@pytest.fixture
def stated(say: Say, neighbour: Region, industry: Indicator) -> None:
    say(*[f"{year}年,全区规上工业增加值{year - 1400}.5亿元,增长{year - 2015}.1%。" for year in (2020, 2021, 2023)])
    say("2023年,滨江区规上工业增加值842.5亿元。", "2022年,滨江区规上工业增加值781.6亿元。")
    say("2023年1-6月,全区规上工业增加值352.4亿元。", "2023年1-9月,规上工业增加值534.1亿元。")
    say("2024年,全区规上工业增加值力争达到790亿元。")


@pytest.mark.usefixtures("stated")
class TestPage:
    def test_shows_picture_words_and_table_of_the_same_values(self, client: Client) -> None:
        page = read(client, f"{PAGE}?region=330114&kind=year")
        rows = re.findall(r'<th scope="row">(.*?)</th>', table(page))
        assert rows == ["2023年", "2021年", "2020年"]
        image = re.search(r'<img src="([^"]*)"[^>]*alt="([^"]*)"', page.split("<figure")[1])
        assert image
        assert "钱塘区" in image[2] and "623.5亿元" in image[2]  # noqa: PT018
        svg = client.get(image[1].replace("&amp;", "&"))
        assert svg.headers["Content-Type"] == "image/svg+xml"
        for words in ["2023年", "2021年", "亿元", "<title", "<desc", "prefers-color-scheme:dark"]:
            assert words in svg.content.decode()
        assert "线断开处没有公布数" in page

    def test_every_value_leads_to_its_sentence(self, client: Client) -> None:
        rows = table(read(client, f"{PAGE}?region=330114&kind=year")).split("<tr")[2:]
        for row in rows:
            link = re.search(r'<td class="n"><a href="(/records/\d+/)#record-\d+:~:text=[^"]+"', row)
            assert link
            assert "<mark>" in read(client, link[1])

    def test_places_stand_beside_each_other(self, client: Client) -> None:
        page = read(client, f"{PAGE}?region=330114&region=330108&kind=year&picture=bar")
        assert {"钱塘区", "滨江区"} == set(re.findall(r"</th><td>(.*?)</td>", table(page)))

    def test_a_ranking_orders_all_places_of_one_period(self, client: Client) -> None:
        rows = re.findall(r"</th><td>(.*?)</td>", table(read(client, f"{PAGE}?picture=rank&kind=year&period=2023")))
        assert rows == ["滨江区", "钱塘区"]

    def test_targets_and_derived_values_stand_apart(self, client: Client) -> None:
        page = read(client, f"{PAGE}?region=330114&kind=quarter")
        assert "没有符合条件的数据" not in page
        assert "181.7" in table(page, "derived")
        assert "790亿元" in table(page, "targets") and "未定" in table(page, "targets")  # noqa: PT018
        yearly = read(client, f"{PAGE}?region=330114&kind=year")
        assert "790亿元" not in table(yearly)

    def test_a_target_and_what_became_of_it_stand_with_their_sentences(self, client: Client) -> None:
        page = table(read(client, f"{PAGE}?region=330114&kind=year"), "targets")
        quoted = [re.sub(r"<[^>]*>", "", words) for words in re.findall(r"<q>(.*?)</q>", page)]
        assert quoted
        for words in quoted:
            bare = words.strip("…")
            assert Revision.objects.visible().filter(text__contains=bare).exists(), words
        assert any("790亿元" in words for words in quoted)

    def test_growth_stands_beside_what_the_levels_give(self, client: Client) -> None:
        page = table(read(client, f"{PAGE}?region=330114&kind=year&measure=growth"))
        row = next(row for row in page.split("<tr") if "2021年" in row)
        assert "同比增长6.1%" in row
        assert "0.14—0.18%" in row and "不相符" in row  # noqa: PT018

    def test_a_second_indicator_has_a_panel_of_its_own(self, client: Client, town: Town, say: Say) -> None:
        say("2023年,全区地区生产总值1296.5亿元。", "2022年,全区地区生产总值1218.7亿元。")
        page = read(client, f"{PAGE}?region=330114&kind=year&with=GDP")
        assert len(re.search(r'data-wide="([^"]*)"', page)[1].split(";")) == 2  # type: ignore[index]
        assert "1296.5亿元" in table(page) and "623.5亿元" in table(page)  # noqa: PT018
        index = read(client, f"{PAGE}?region=330114&kind=year&with=gdp&scale=index")
        assert len(re.search(r'data-wide="([^"]*)"', index)[1].split(";")) == 1  # type: ignore[index]

    def test_an_unchecked_figure_says_so(self, client: Client) -> None:
        page = read(client, f"{PAGE}?region=330114&kind=year")
        assert "都由程序读出，编辑尚未核对" in table(page)
        assert "空心点：程序读出，编辑尚未核对" in page

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("kind=week", "从1月起累计"),
            ("measure=%F0%9F%92%A9", "增速"),
            ("region=%00", "330114"),
            ("region=999999", "钱塘区"),
            ("picture=pie", "柱形"),
            ("with=no-such", "数据目录"),
            ("kind=cumulative&through=7", "1—6月"),
            ("picture=rank&period=1999", "2023年"),
            ("derived=2", "推算值"),
            ("scale=log", "指数"),
            ("&".join(f"region=33010{n}" for n in range(10)), "滨江区"),
        ],
    )
    def test_what_it_does_not_know_it_answers_with_what_there_is(self, client: Client, query: str, words: str) -> None:
        for address in (PAGE, f"{PAGE}chart.svg", f"{PAGE}series.csv"):
            page = read(client, f"{address}?{query}", 400)
            assert "网址里有不认识的选择" in page
            assert words in page

    def test_a_place_without_data_is_no_mistake(self, client: Client) -> None:
        assert "没有符合条件的数据" in read(client, f"{PAGE}?region=330100")

    def test_the_download_has_every_statement_with_its_basis(self, client: Client) -> None:
        response = client.get(f"{PAGE}series.csv?region=330114&kind=quarter")
        assert response.content.startswith("﻿".encode())
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert [row["来历"] for row in rows] == ["推算：2023年减2023年1—9月", "推算：2023年1—9月减2023年1—6月", "目标"]
        assert rows[1]["标准值"] == "18170000000"
        yearly = client.get(f"{PAGE}series.csv?region=330114&kind=year").content.decode("utf-8-sig")
        assert {"公报所写，最新", "目标"} == {row["来历"] for row in csv.DictReader(io.StringIO(yearly))}

    def test_the_same_data_are_not_drawn_again(self, client: Client, monkeypatch) -> None:
        address = f"{PAGE}chart.svg?region=330114&kind=year"
        first = client.get(address)
        tag = first.headers["ETag"]
        assert "s-maxage" in first.headers["Cache-Control"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        monkeypatch.setattr(drawing, "_draw", lambda *_: pytest.fail("drawn again"))
        assert client.get(address).content == first.content
        narrow = f"{address}&size=narrow"
        monkeypatch.undo()
        assert client.get(narrow).headers["ETag"] != tag
        assert client.get(f"/elder{address}").headers["ETag"] != tag

    def test_new_data_are_drawn(self, client: Client, say: Say) -> None:
        address = f"{PAGE}chart.svg?region=330114&kind=year"
        before = client.get(address).headers["ETag"]
        say("2022年,全区规上工业增加值668.4亿元。")
        assert client.get(address).headers["ETag"] != before

    def test_a_picture_opened_alone_may_style_itself_and_nothing_else(self, client: Client) -> None:
        policy = client.get(f"{PAGE}chart.svg?region=330114").headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy

    @pytest.mark.skipif(not drawing.can_draw_png(), reason="no Chinese typeface on this machine")
    def test_a_png_is_one(self, client: Client) -> None:
        response = client.get(f"{PAGE}chart.png?region=330114&kind=year&download=1")
        assert response.content.startswith(b"\x89PNG")
        assert "attachment" in response.headers["Content-Disposition"]

    def test_costs_the_same_however_much_is_stated(self, client: Client, say: Say, django_assert_num_queries) -> None:
        with django_assert_num_queries(7):
            read(client, PAGE)
        say(*[f"{year}年,滨江区规上工业增加值{year - 1900}亿元,同比增长{year - 2000}%。" for year in range(2003, 2022)])
        with django_assert_num_queries(7):
            read(client, PAGE)
        with django_assert_num_queries(5):
            client.get(f"{PAGE}chart.svg")
        with django_assert_num_queries(10):  # the second indicator, by name, and those merged into it
            read(client, f"{PAGE}?with=地区生产总值")

    @pytest.mark.parametrize("mode", ["/elder", "/en", "/en/elder"])
    def test_every_mode_has_its_own_picture(self, client: Client, mode: str) -> None:
        page = read(client, f"{mode}{PAGE}?region=330114&kind=year")
        assert f'src="{mode}{PAGE}chart.svg?' in page
        svg = read(client, f"{mode}{PAGE}chart.svg?region=330114&kind=year")
        assert ("Industry" in svg) == ("/en" in mode)


INVENTED = "〔演示数据〕工业简报"


@pytest.mark.parametrize(("mode", "label"), [("", "演示数据"), ("/elder", "演示数据"), ("/en", "Demonstration data")])
def test_a_picture_says_that_its_figures_are_invented(client: Client, say: Say, mode: str, label: str) -> None:
    say("2023年,全区规上工业增加值700亿元。", title=INVENTED)
    say("2022年,全区规上工业增加值600亿元。", title=INVENTED, on="2023-02-01")
    for picture in ["kind=year", "kind=year&scale=index", "kind=year&picture=bar"]:
        svg = read(client, f"{mode}{PAGE}chart.svg?{picture}")
        assert f"· {label}</text>" in svg, picture
    say("2021年,全区规上工业增加值500亿元。", on="2022-02-01")
    partly = {"": "部分为演示数据", "/elder": "部分为演示数据", "/en": "partly: Demonstration data"}[mode]
    assert f"· {partly}</text>" in read(client, f"{mode}{PAGE}chart.svg?kind=year")
    page = read(client, f"{mode}{PAGE}?kind=year")
    assert label in page.split("<figcaption>")[1].split("</figcaption>")[0]


def test_a_downloaded_picture_says_where_it_is_from_and_how_to_read_it(client: Client, say: Say) -> None:
    say("2023年,全区规上工业增加值700亿元。", "2021年,全区规上工业增加值600亿元。", on="2024-02-01")
    choice = "region=330114&kind=year"
    here, taken = (read(client, f"{PAGE}chart.svg?{choice}{more}") for more in ("", "&download=1"))
    told = "".join(re.findall(r"<text[^>]*>(.*?)</text>", taken, flags=re.DOTALL)).replace("&amp;", "&")
    for words in ["空心点：程序读出", "线断开处没有公布数", "数据出自1篇公报，最近一篇发布于2024年2月1日", f"http://testserver{PAGE}?region=330114"]:  # fmt: skip
        assert words in told, words
        assert words not in "".join(re.findall(r"<text[^>]*>(.*?)</text>", here, flags=re.DOTALL))
    address = re.search(rf"http://testserver({re.escape(PAGE)}\?[^ <]*)", told)
    assert address
    assert "700亿元" in table(read(client, address[1]))


def test_one_value_makes_no_picture(client: Client, say: Say) -> None:
    say("2023年,全区规上工业增加值700亿元。")
    page = read(client, PAGE)
    assert "<figure" not in page
    assert "700亿元" in table(page)
    read(client, f"{PAGE}chart.svg", 404)


def test_a_dollar_sign_in_a_name_is_drawn_as_one(client: Client, say: Say, industry: Indicator) -> None:
    Indicator.objects.filter(pk=industry.pk).update(name="增加值$x^2$<b>&")
    say("2023年,全区规上工业增加值700亿元。", "2022年,全区规上工业增加值600亿元。")
    svg = read(client, f"{PAGE}chart.svg")
    assert "$x^2$&lt;b&gt;&amp;" in svg


def test_a_place_shows_the_newest_of_each_indicator_by_topic(
    client: Client, say: Say, town: Town, neighbour: Region
) -> None:
    say("2023年,全区规上工业增加值700亿元,同比增长5.5%。", "2022年,全区规上工业增加值600亿元。", "2023年四季度,全区规上工业增加值190亿元。")  # fmt: skip
    page = read(client, "/regions/330114/")
    assert page.index("综合</th>") < page.index("未分主题</th>")
    row = page.split(f'{PAGE}?region=330114"')[1].split("</tr>")[0]
    assert "700亿元" in row, "of what ends on one day, the year"
    assert "增长5.5%" in row
    assert "600亿元" not in page.split("</table>")[0]
    assert "钱塘</span>" in page
    above = read(client, "/regions/330100/")
    assert 'href="/regions/330114/"' in above
    assert 'href="/regions/330108/"' in above


def test_a_place_costs_the_same_however_much_is_said_of_it(client: Client, say: Say, django_assert_num_queries) -> None:
    with django_assert_num_queries(8):
        read(client, "/regions/330114/")
    say(*[f"{year}年,全区规上工业增加值{year - 1900}亿元。" for year in range(2003, 2022)])
    with django_assert_num_queries(8):
        read(client, "/regions/330114/")
