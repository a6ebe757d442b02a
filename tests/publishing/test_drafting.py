"""Two people at one draft, and work that is never lost."""

from django.contrib.auth.models import User

from articles.models import Autosave
from articles.publishing import By, send_back, submit
from tests.publishing.test_admin import LIST, edit


def known(client, town) -> str:
    """The token that the page which is open carries."""
    page = client.get(f"{LIST}{town.draft.newest.pk}/change/")
    return page.context["adminform"].form["known"].value()


def test_a_save_over_a_newer_save_is_refused_and_both_texts_are_kept(client, town):
    client.force_login(town.editor)
    first = known(client, town)
    edit(client, town, town.draft.newest, title="别人先保存", known=first)
    answer = edit(client, town, town.draft.newest, title="我后保存", known=first)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert town.draft.newest.title == "别人先保存"
    assert "有人保存过这份稿件" in page
    assert "别人先保存" in page
    assert 'value="我后保存"' in page
    newest = town.draft.newest.saved_at.isoformat()
    edit(client, town, town.draft.newest, title="我后保存", known=first, overrules=newest)
    assert town.draft.newest.title == "我后保存"


def test_who_has_read_an_older_save_cannot_overrule_the_newest(client, town):
    client.force_login(town.editor)
    first = known(client, town)
    edit(client, town, town.draft.newest, title="一", known=first)
    seen = town.draft.newest.saved_at.isoformat()
    edit(client, town, town.draft.newest, title="二", known=seen)
    edit(client, town, town.draft.newest, title="三", known=first, overrules=seen)
    assert town.draft.newest.title == "二"


def test_the_second_editor_sees_who_is_in_the_draft(client, town):
    client.force_login(town.editor)
    known(client, town)
    town.reviewer.groups.set(town.editor.groups.all())
    client.force_login(town.reviewer)
    assert "bianji" in client.get(f"{LIST}{town.draft.newest.pk}/change/").content.decode()
    answer = client.post(f"{LIST}{town.draft.newest.pk}/autosave/")
    assert answer.json() == {"others": ["bianji"]}


def test_what_was_typed_and_lost_is_offered_again(client, town):
    client.force_login(town.editor)
    pk = town.draft.newest.pk
    before = town.draft.newest.saved_at
    client.post(f"{LIST}{pk}/autosave/", {"changed": "1", "title": "没来得及保存", "body": "<p>新写的话</p>"})
    assert town.draft.newest.title != "没来得及保存"
    assert town.draft.newest.saved_at == before
    assert "恢复这些文字" in client.get(f"{LIST}{pk}/change/").content.decode()
    assert 'value="没来得及保存"' in client.get(f"{LIST}{pk}/change/?restore=1").content.decode()
    edit(client, town, town.draft.newest, title="存好了")
    assert not Autosave.objects.exists()


def test_a_new_text_is_kept_too_and_only_for_its_writer(client, town):
    client.force_login(town.editor)
    client.post(f"{LIST}autosave/", {"changed": "1", "title": "全新的稿子", "body": ""})
    assert "恢复这些文字" in client.get(f"{LIST}add/").content.decode()
    assert 'value="全新的稿子"' in client.get(f"{LIST}add/?restore=1").content.decode()
    client.post(f"{LIST}autosave/", {"discard": "1"})
    assert "恢复这些文字" not in client.get(f"{LIST}add/").content.decode()


def test_strangers_and_published_versions_are_not_autosaved(client, town):
    client.force_login(town.stranger)
    assert client.post(f"{LIST}{town.draft.newest.pk}/autosave/", {"changed": "1", "title": "x"}).status_code == 403
    client.force_login(town.editor)
    assert client.post(f"{LIST}{town.live.newest.pk}/autosave/", {"changed": "1", "title": "x"}).status_code == 403
    assert not Autosave.objects.exists()


def test_a_page_that_is_only_read_keeps_nothing_by_itself(client, town):
    client.force_login(town.editor)
    page = client.get(f"{LIST}{town.draft.newest.pk}/change/").content.decode()
    assert 'id="autosave"' in page
    submit(town.draft.newest, by=By(town.editor), reason="随后核对")
    assert 'id="autosave"' not in client.get(f"{LIST}{town.draft.newest.pk}/change/").content.decode()


def test_what_is_typed_into_a_draft_that_was_submitted_meanwhile_is_kept_and_offered_again(client, town):
    client.force_login(town.editor)
    draft = town.draft.newest
    colleague = User.objects.create_user("zhoumin", first_name="周敏", is_staff=True)
    colleague.groups.set(town.editor.groups.all())
    submit(draft, by=By(colleague), reason="随后核对")
    answer = client.post(f"{LIST}{draft.pk}/autosave/", {"changed": "1", "title": "还在写", "body": "<p>一句话</p>"})
    assert answer.status_code == 409
    assert "周敏" in answer.json()["closed"]
    assert "送审" in answer.json()["closed"]
    page = client.post(f"{LIST}{draft.pk}/change/", {"title": "写完了", "body": "<p>两句话</p>"}, follow=True)
    assert "已替您留存" in page.content.decode()
    assert "两句话" in page.content.decode(), "it can be read while the draft is with the reviewers"
    assert town.draft.newest.title != "写完了"
    send_back(town.draft.newest, by=By(town.reviewer), reason="再看看")
    page = client.get(f"{LIST}{draft.pk}/change/").content.decode()
    assert "恢复这些文字" in page
    assert "后来稿件又保存过" in page
    assert 'value="写完了"' in client.get(f"{LIST}{draft.pk}/change/?restore=1").content.decode()


def test_who_closes_the_page_is_not_in_the_draft_any_more(client, town):
    client.force_login(town.editor)
    pk = town.draft.newest.pk
    client.get(f"{LIST}{pk}/change/")
    client.post(f"{LIST}{pk}/autosave/", {"leave": "1"})
    town.reviewer.groups.set(town.editor.groups.all())
    client.force_login(town.reviewer)
    assert "也在编辑" not in client.get(f"{LIST}{pk}/change/").content.decode().replace('data-others="也在编辑："', "")
