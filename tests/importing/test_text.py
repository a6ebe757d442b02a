"""Plain text: paragraphs, headings, wrapped lines, tables, pictures."""

import pytest

from articles import body as bodies
from tests.importing.samples import HEAD, PROSE, draft_of

LONG = "今年以来,全区上下坚持稳中求进,工业、投资和消费都保持增长,新动能加快成长,质量效益持续改善。"


def outline(text: str, filename: str = "a.txt") -> list[tuple[str, str]]:
    return [(b.tag, "".join(b.itertext())) for b in bodies.parse(draft_of(HEAD + text, filename).body)]


@pytest.mark.parametrize("heading", ["工业平稳增长", "打造“新引擎” 以数字赋能助力发展", "综合", "数字经济:跑出加速度"])
def test_a_short_line_between_blank_lines_is_a_heading(heading):
    assert outline(f"{LONG}\n\n{heading}\n\n{LONG}") == [("p", LONG), ("h2", heading), ("p", LONG)]


NOT_HEADINGS = [
    "各位代表:", "各位代表：", "经济运行总体平稳。", "增长从哪里来?", "这是怎么做到的？", "干得好！",
    "全年粮食总产量650万吨", "图为园区一角", "单位：亿元",
    "张三 摄", "生产稳;需求旺;", "投资快、消费旺、出口稳，", "未完待续……", "- 工业平稳", "（数据为初步核算）",
]  # fmt: skip


@pytest.mark.parametrize("line", NOT_HEADINGS)
def test_other_short_lines_stay_paragraphs(line):
    assert outline(f"{LONG}\n\n{line}\n\n{LONG}")[1] == ("p", line)


def test_the_last_line_heads_nothing():
    assert outline(f"{LONG}\n\n钱塘区统计局\n\n另行公布")[1:] == [("p", "钱塘区统计局"), ("p", "另行公布")]


def test_numbers_give_the_levels():
    text = f"一、总体情况\n\n{LONG}\n\n（一）工业\n\n{LONG}\n\n1.企业\n\n{LONG}\n\n二、下一步\n\n{LONG}"
    assert [tag for tag, words in outline(text) if words != LONG] == ["h2", "h3", "h3", "h2"]


def test_numbers_without_chapters_are_the_chapters():
    assert [tag for tag, _ in outline(f"（一）工业\n\n{LONG}\n\n（二）农业\n\n{LONG}")] == ["h2", "p", "h2", "p"]


def test_numbered_lines_in_a_row_are_a_list_not_headings():
    assert [tag for tag, _ in outline(f"{LONG}\n\n1.抓项目\n2.优环境\n3.惠民生")] == ["p"] * 4


def test_a_numbered_paragraph_is_no_heading():
    assert [tag for tag, _ in outline(f"一、坚持产业立区。{LONG}\n\n{LONG}")] == ["p", "p"]


def test_wrapped_lines_are_joined_without_spaces():
    words = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉" * 3
    lines = "\n".join(words[i : i + 30] for i in range(0, 90, 30)) + "后。"
    assert outline(f"{lines}\n\n{LONG}") == [("p", words + "后。"), ("p", LONG)]


def test_wrapped_paragraphs_told_by_their_indent():
    first = "　　上半年全区经济运行总体平稳稳中有进主要指标好于预期\n增长动力持续增强结构不断优化质量效益稳步提升发展后劲更\n足。\n"
    assert len(outline(first + first.replace("上半年", "下半年"))) == 2


def test_english_words_keep_their_space():
    line = "We follow the region and its industry in a text that is wrapped"
    assert outline(f"{line}\nat sixty columns, and read it as one paragraph of English.")[0][1].startswith(line + " at")


def test_a_copied_page_without_blank_lines_keeps_its_lines():
    assert outline(f"{LONG}\n工业平稳\n{PROSE}{LONG}\n{LONG}") == [
        ("p", LONG), ("h2", "工业平稳"), ("p", PROSE + LONG), ("p", LONG),
    ]  # fmt: skip


@pytest.mark.parametrize("rule", ["|---|---:|\n", ""])
def test_a_pipe_table_is_a_table(rule):
    draft = draft_of(f"{HEAD}{PROSE}\n\n| 城市 | 总值（亿元） |\n{rule}| 甲市 | 21 |\n| 乙市 | 20.5 |\n")
    assert draft.body.count("<tr>") == 3
    assert "<th>总值（亿元）</th>" in draft.body
    assert "<td>20.5</td>" in draft.body
    assert "---" not in draft.body


def test_a_table_copied_from_a_page_comes_with_tabs():
    body = draft_of(f"{HEAD}{PROSE}\n\n指标\t数值\n总值\t21\n").body
    assert "<td>总值</td><td>21</td>" in body


PICTURES = ["02.png", "IMG_20230810.jpg", "图1.jpeg", "images/02.png", "C:\\图片\\02.PNG", "[02.png]"]


@pytest.mark.parametrize("line", PICTURES)
def test_a_picture_name_alone_is_a_place(line):
    draft = draft_of(f"{HEAD}{LONG}\n\n{line}\n\n{LONG}")
    name = line.strip("[]").replace("\\", "/").split("/")[-1]
    assert [p.name for p in draft.pictures] == [name]
    assert [b.tag for b in bodies.parse(draft.body)] == ["p", "figure", "p"]


def test_a_picture_name_in_a_sentence_is_words():
    draft = draft_of(f"{HEAD}{LONG}\n\n请看图02.png。\n\n{LONG}")
    assert draft.pictures == ()
    assert "请看图02.png。" in draft.body


def test_bullets_are_a_list():
    assert outline(f"{LONG}\n- 抓项目\n- 优环境\n")[1] == ("ul", "抓项目优环境")


def test_markup_in_plain_text_stays_words():
    assert "&lt;b&gt;" in draft_of(f"{HEAD}{LONG}<b>x</b>\n").body
