"""The design system, shown: for developers, where DEBUG is on. Tokens are read from the stylesheet itself."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.views import public

TYPE_SAMPLES = [
    ("h1", "上半年工业经济平稳增长"),
    ("h2", "一、数字经济"),
    ("h3", "（一）核心产业"),
    ("reading", "规上工业增加值352.4亿元，同比增长12.4%，居全市第四。“稳”字当头，《方案》落地。"),
    ("text", "列表、按钮、表格"),
    ("small", "日期、来源、说明"),
    ("number", "352.4亿元"),
]
PROSE_SAMPLES = [
    "一行三十到四十二个汉字，行高一点九；段与段之间空出一行，段首不再空格。标点相连时挤紧（如“《”“》”），"
    "行首没有逗号和句号；西文与汉字之间由浏览器留出四分之一个字。",
    "全年GDP增长5.8%，第3季度CPI上涨0.4%；西文数字与汉字一样高、一样密。",
]


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    tokens = (settings.ROOT / "static" / "tokens.css").read_text(encoding="utf-8").partition("@media")[0]
    context = {
        "colours": re.findall(r"^  --([a-z-]+): #", tokens, re.M),
        "steps": re.findall(r"^  --(s\d): ", tokens, re.M),
        "type_samples": TYPE_SAMPLES,
        "prose_samples": PROSE_SAMPLES,
    }
    return render(request, "portal/styleguide.html", context)
