"""Documentation and translation are complete, or the build fails."""

import ast
import gettext
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = [
    p
    for room in ("articles", "indicators", "portal")
    for p in (ROOT / room).rglob("*.py")
    if "migrations" not in p.parts
]
TEMPLATES = [
    *(ROOT / "templates").rglob("*.html"),
    *(ROOT / "templates").rglob("*.svg"),
    *(ROOT / "templates").rglob("*.txt"),
]
ASKS_FOR_TRANSLATION = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}


@pytest.mark.parametrize("name", settings.ENVIRONMENT)
def test_every_setting_is_in_the_readme(name):
    assert f"`{name}`" in README


def test_every_setting_that_is_read_is_listed():
    source = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    read = re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', source)
    assert sorted(set(read)) == settings.ENVIRONMENT


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"`make ([a-z-]+)", README))
    assert named
    assert named <= targets


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.match(r"[\w.-]+", line)
        assert name
        assert f"| {name[0]} |".casefold() in README.casefold(), f"{name[0]}: why is it here?"


def messages_in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ASKS_FOR_TRANSLATION and node.args:
            first = node.args[0]
            assert isinstance(first, ast.Constant), f"{path}:{node.lineno}: a message must be a plain string"
            yield first.value


def messages_in_template(path: Path) -> Iterator[str]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for quoted in re.findall(
        r"n?gettext\(\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|'''.*?'''|\"\"\".*?\"\"\")", code, re.S
    ):
        yield ast.literal_eval(quoted)


def test_english_is_complete():
    with (ROOT / "portal/locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    messages = {message for path in CODE for message in messages_in_code(path)}
    messages |= {message for path in TEMPLATES for message in messages_in_template(path)}
    assert len(messages) > 50
    catalogue = english._catalog  # type: ignore[attr-defined]
    missing = sorted(
        m for m in messages if not (catalogue.get(m) or catalogue.get((m, 0)) or catalogue.get((m, False)))
    )
    assert missing == []


def test_no_template_has_chinese_that_is_not_translated():
    """What stands bare in a template would stay Chinese on an English page."""
    kept = [
        r"{#.*?#}",
        r"{%\s*comment.*?endcomment\s*%}",
        r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}",
        r"{%\s*trans(?:late)?\b.*?%}",
        r'_\("[^"]*"\)',
    ]
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        for pattern in kept:
            source = re.sub(pattern, "", source, flags=re.S)
        bare = re.findall(r"[\u4e00-\u9fff]+", source)
        assert set(bare) <= {"中文", "简体中文"}, f"{path}: {bare[:5]}"


# Keywords in meta tags are parted by commas (《政府网站发展指引》).
KEYWORDS = {"指标,统计数据,数据目录", "更正,更正说明,公报", "公报,统计数据"}
CHINESE = r"[\u3400-\u9fff“”《》（）。、，：；]"
HALF_WIDTH = re.compile(rf"{CHINESE}\s*[,;:?!](?!//)|[,;:?!]\s*{CHINESE}|{CHINESE}\s*[()]|[()]\s*{CHINESE}")


def test_chinese_messages_have_chinese_marks():
    messages = {message for path in CODE for message in messages_in_code(path)}
    messages |= {message for path in TEMPLATES for message in messages_in_template(path)}
    assert sorted(message for message in messages - KEYWORDS if HALF_WIDTH.search(message)) == []
