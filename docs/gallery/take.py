"""The gallery anew: `python docs/gallery/take.py http://127.0.0.1:8000 [NAME…]` of a running portal with the demonstration data.

Needs Chromium and the development environment. Pictures are WebP, at most 1,600 px high; README.md beside them shows them.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
WIDTHS = (390, 768, 1280)  # CSS px: a phone, a tablet, an old PC
TALLEST = 1600
# Pictures are fetched when they come into view; all of them are wanted at once here.
LOADED = "Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode().catch(() => {}); }))"
PAGES = {
    "home": ("首页", "/", "light"),
    "home-dark": ("首页，深色", "/", "dark"),
    "article": ("公报", "/articles/1/", "light"),
    "figures": ("本文数据", "/articles/1/figures/", "light"),
    "record": ("一条数据", "/records/1/", "light"),
    "indicator": ("指标", "/indicators/above-scale-industrial-value-added/", "light"),
    "indicator-dark": ("指标，深色", "/indicators/above-scale-industrial-value-added/", "dark"),
    "quarters": (
        "指标，季度与推算值",
        "/indicators/above-scale-industrial-value-added/?region=330114&kind=quarter&derived=1",
        "light",
    ),
    "region": ("地区", "/regions/330000/", "light"),
    "search": ("搜索", "/search/?q=规上工业增加值 2023", "light"),
    "corrections": ("更正公告", "/corrections/", "light"),
    "withdrawn": ("已撤回的公报", "/articles/18/", "light"),
    "verify": ("核对一段文字", "/verify/", "light"),
    "elder-home": ("老年版首页", "/elder/", "light"),
    "elder-article": ("老年版公报", "/elder/articles/1/", "light"),
    "elder-larger": ("老年版，特大字号", "/elder/200/articles/1/", "light"),
    "elder-largest": ("老年版，最大字号", "/elder/300/articles/1/", "light"),
    "print": ("打印页", "/articles/1/print/", "light"),
    "english": ("English", "/en/articles/1/", "light"),
}


def main(address: str, *only: str) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    lines = ["# 页面一览", "", "`take.py` 重新拍摄。每一页依次为 390、768、1280 像素宽。", ""]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        for name, (title, path, scheme) in PAGES.items():
            lines += [f"## {title}", ""]
            for width in WIDTHS:
                lines.append(f"![{title}，{width} 像素]({name}-{width}.webp)")
                if only and name not in only:
                    continue
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
                page = context.new_page()
                answer = page.goto(address + path)
                if answer is None or answer.status != (410 if name == "withdrawn" else 200):
                    sys.exit(f"{path} answered {answer and answer.status}")
                page.evaluate(LOADED)
                height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                shot = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
                Image.open(io.BytesIO(shot)).save(HERE / f"{name}-{width}.webp", quality=60, method=6)
                context.close()
            lines.append("")
        browser.close()
    (HERE / "README.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
