"""`python -m indicators.extraction FILE`: its contract, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indicators.extraction.__main__ import main

PAGE = """老年版入口
退出老年版

茶乡新貌

发布日期:2023-08-10 10:23    信息来源:本地报

上半年，绍兴市茶叶出口增长5%，绍兴新增茶企30家。

02.png

打印本页 关闭窗口"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_copied_page_is_read_whole(capsys: pytest.CaptureFixture[str], page: Path) -> None:
    status, out, _ = run(capsys, str(page))
    found = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [(r["text"], r["region"], r["period"]["end"]) for r in found] == [
        ("5%", "绍兴市", "2023-06-30"),
        ("30家", "绍兴市", "2023-06-30"),
    ]
    assert all(PAGE[r["start"] : r["end"]] == r["text"] for r in found)


def test_options_override_the_page(capsys: pytest.CaptureFixture[str], page: Path) -> None:
    _, out, _ = run(capsys, str(page), "--published", "2022-09-01", "--region", "浙江省", "--title", "茶业简报")
    assert json.loads(out.splitlines()[0])["period"]["start"] == "2022-01-01"


def test_explain_names_rule_and_sources(capsys: pytest.CaptureFixture[str], page: Path) -> None:
    _, out, _ = run(capsys, str(page), "--explain")
    assert "【5%】" in out
    assert "规则 " in out
    assert "时间取自本句" in out


def test_coverage_counts_every_numeral(capsys: pytest.CaptureFixture[str], page: Path) -> None:
    _, out, _ = run(capsys, str(page), "--coverage")
    assert json.loads(out)["counts"]["record"] == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\x00\x01binary", "不是文本文件"), (b"\xff\xfe\xff\xff\x80", "编码无法识别"), (None, "找不到文件")],
)
def test_what_cannot_be_read_is_said_in_chinese(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "file.txt"
    if content is not None:
        path.write_bytes(content)
    status, out, err = run(capsys, str(path))
    assert (status, out) == (1, "")
    assert message in err


def test_a_page_without_a_date_asks_for_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("绍兴市出口增长5%。", encoding="utf-8")
    status, _, err = run(capsys, str(path))
    assert status == 1
    assert "--published" in err


def test_an_impossible_date_is_refused(capsys: pytest.CaptureFixture[str], page: Path) -> None:
    status, _, err = run(capsys, str(page), "--published", "2023-02-30")
    assert status == 1
    assert "无效" in err


def test_gb18030_is_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "gb.txt"
    path.write_bytes(PAGE.encode("gb18030"))
    assert run(capsys, str(path))[0] == 0
