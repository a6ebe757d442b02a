"""The print view: the bulletin on a sheet, with where it comes from, and nothing that opens by itself."""

from pathlib import Path

from django.conf import settings
from django.test import Client

from articles.models import Revision
from tests.conftest import Town


def test_the_sheet_says_where_it_comes_from(client: Client, town: Town) -> None:
    page = client.get(f"/articles/{town.corrected.pk}/print/").content.decode()
    revision = Revision.objects.visible().get(article=town.corrected)
    for words in [
        "一季度经济运行情况", "东湖日报", "2023-04-20 09:00", "第2版", f"http://testserver/articles/{town.corrected.pk}/",
        revision.sha256[:16], "地区生产总值原为240亿元。", "打印本页", "关闭窗口",
    ]:  # fmt: skip
        assert words in page
    assert revision.sha256[:17] not in page
    assert '<nav class="menu"' not in page


def test_paper_has_the_margins_of_the_standard() -> None:
    sheet = (Path(settings.ROOT) / "static" / "print.css").read_text()
    assert "size: A4" in sheet
    assert "margin: 37mm 26mm 35mm 28mm" in sheet


def test_no_script_prints_by_itself() -> None:
    script = (Path(settings.ROOT) / "static" / "window.js").read_text()
    assert script.index('addEventListener("click"') < script.index("window.print()")
    assert len(script) < 2048
