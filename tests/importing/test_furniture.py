"""Furniture goes, prose stays, wherever either stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.furniture import Certainty, certainty, without_trailing
from tests.importing.samples import HEAD, PROSE, draft_of

SURE = [
    "老年版入口", "退出老年版", "无障碍浏览", "打印本页", "关闭窗口", "打印本页 关闭窗口", "【打印本页】【关闭窗口】",
    "字号 大 中 小", "字号：[大 中 小]", "分享到：微信 微博",
    "扫一扫在手机打开当前页", "扫一扫", "上一篇：关于召开会议的通知", "下一篇:没有了", "当前位置:首页>新闻中心>要闻",
    "您所在的位置：首页 / 数据发布 / 正文", "您现在的位置：首页 > 要闻",
    "首页 > 要闻 > 正文", "版权所有：钱塘区人民政府", "浙ICP备12345678号-1", "浙公网安备 33010002000000号",
    "浏览次数：123", "浏览次数：[ 1,234 ]次", "阅读量:88",
    "返回顶部", "网站标识码：3301000001 网站地图", "Copyright © 2023", "保护视力色",
]  # fmt: skip
ONLY_AT_THE_EDGE = [
    "无障碍",
    "微信",
    "打印",
    "首页",
    "English",
    "登录 注册",
    "大 中 小",
    "责任编辑：王五",
    "编辑：张三 审核：李四",
    "主办单位：区政府",
]
PROSE_LINES = [
    "打印本页前请检查打印机。", "老年版入口设在首页上方,方便老年人使用。", "无障碍环境建设", "首页改版",
    "上一篇报道发出后,各部门迅速行动。", "当前位置数据显示", "版权所有者的权益得到保护。",
    "大力发展数字经济", "中小企业", "扫码经济快速发展", "关闭窗口指导", "分享经济", "字号老店", "浏览量",
    "位置：杭州市钱塘区", "微信支付普及", "打印业产值增长", "小", "大",
]  # fmt: skip


@pytest.mark.parametrize("line", SURE)
def test_furniture_is_told_wherever_it_stands(line):
    assert certainty(line) is Certainty.SURE
    draft = draft_of(f"{line}\n\n{HEAD}{PROSE}\n\n{line}\n\n{PROSE}\n\n{line}\n")
    assert draft.title == "钱塘区上半年经济平稳增长"
    assert draft.body == f"<p>{PROSE}</p>" * 2
    assert [(loss.kind, loss.count) for loss in draft.loss] == [("furniture", 3)]


@pytest.mark.parametrize("line", ONLY_AT_THE_EDGE)
def test_doubtful_words_go_only_at_the_edge(line):
    assert certainty(line) is Certainty.AT_THE_EDGE
    draft = draft_of(f"{line}\n\n{HEAD}{PROSE}\n\n{line}\n\n{PROSE}\n\n{line}\n\n关闭窗口\n")
    assert draft.body.count(line) == 1
    assert draft.body.endswith(f"<p>{PROSE}</p>")


@pytest.mark.parametrize("line", PROSE_LINES)
def test_prose_is_no_furniture(line):
    assert certainty(line) is None


@pytest.mark.parametrize(
    ("value", "kept", "behind"),
    [
        ("钱塘新区报", "钱塘新区报", ""),
        ("钱塘新区报  打印本页 关闭窗口", "钱塘新区报", "打印本页 关闭窗口"),
        ("区统计局 区发改委", "区统计局 区发改委", ""),
        ("钱塘新区报 【打印本页】", "钱塘新区报", "【打印本页】"),
    ],
)
def test_furniture_behind_a_value_is_cut(value, kept, behind):
    assert without_trailing(value) == (kept, behind)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SURE + [PROSE]), max_size=12))
def test_furniture_never_reaches_the_body(lines):
    draft = draft_of("\n\n".join([HEAD.strip(), PROSE, *lines]))
    assert not any(line in draft.body for line in SURE)
    assert draft.body.count(PROSE) == 1 + lines.count(PROSE)
