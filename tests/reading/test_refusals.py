"""What a refusal says: in the site's own words and mode, what happened and what to do next."""

import pytest
from django.test import Client

from tests.conftest import Town


@pytest.mark.parametrize(
    ("mode", "said", "next_step"),
    [("", "没有提交成功", "刷新页面"), ("/en", "Not submitted", "reload it")],
)
def test_a_form_without_its_code_says_what_to_do(db, mode: str, said: str, next_step: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"{mode}/admin/login/", {"username": "x"})
    page = answer.content.decode()
    assert answer.status_code == 403
    for words in [said, next_step, "Cookie" if not mode else "cookies", f'href="{mode}/"', 'id="main"']:
        assert words in page
    assert "noindex" in page


def test_who_may_not_is_told_so(client: Client, town: Town) -> None:
    client.force_login(town.stranger)
    answer = client.get("/admin/articles/region/export/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "您的账号没有这一步的权限" in page
    assert 'href="/admin/"' in page
