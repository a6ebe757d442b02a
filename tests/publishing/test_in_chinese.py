"""The desk speaks Chinese, also where Django and its neighbours bring words of their own."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from lxml import html

# Names of things, of people and of the town's own entries; everything else is said in Chinese.
NAMES = {
    "CSV", "JPEG", "PNG", "WebP", "GIF", "PDF", "HTML", "Markdown", "Word", "WPS", "docx", "html", "txt", "zip", "png",
    "Esc", "Control", "Command", "Mac",
    "admin", "bianji", "shenhe", "qianfa", "luren", "news", "News", "gdp", "GDP", "general", "General", "name",
}  # fmt: skip


def foreign_words(page: str) -> set[str]:
    """What is read on the page, or aloud: texts, and the words of fields, pictures and buttons."""
    root = html.fromstring(page)
    for hidden in root.xpath("//script | //style | //template | //*[local-name()='svg']"):
        hidden.drop_tree()
    said = [*root.xpath("//body//text()"), *root.xpath("//@alt | //@title | //@aria-label | //@placeholder")]
    said += root.xpath("//input[@type='submit' or @type='button']/@value")
    return set(re.findall(r"[A-Za-z]{3,}", " ".join(said))) - NAMES


@pytest.mark.parametrize("kind", ["changelist", "add", "change"])
def test_every_page_of_the_desk_is_in_chinese(client, town, admin_user, kind):
    client.force_login(admin_user)
    found = {}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
        one = model._default_manager.first()
        if kind == "change" and one is None:
            continue
        answer = client.get(reverse(name, args=[one.pk] if kind == "change" else []))
        if answer.status_code == 200 and (words := foreign_words(answer.content.decode())):
            found[name] = words
    assert found == {}


def test_tools_are_in_chinese(client, town, admin_user):
    client.force_login(admin_user)
    pages = ["/admin/", "/admin/password_change/", "/admin/verify/", "/admin/articles/revision/bring-in/"]
    pages += [
        f"/admin/articles/revision/{town.draft.newest.pk}/{page}/"
        for page in ("desk", "saves", "previews", "step/submit")
    ]
    pages += [
        f"/admin/articles/revision/{town.live.newest.pk}/{page}/" for page in ("change", "desk", "compare", "withdraw")
    ]
    found = {page: foreign_words(client.get(page).content.decode()) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}
