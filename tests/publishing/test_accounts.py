"""Who may sit at the desk, and how they prove it."""

import time

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

LOGIN = "/admin/login/"


def log_in(client, name: str, password: str):
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"})


def test_five_wrong_passwords_lock_the_account_out(client, town):
    for _ in range(5):
        log_in(client, "bianji", "wrong")
    answer = log_in(client, "bianji", "a-long-enough-phrase")
    assert answer.status_code == 429
    assert "15 分钟" in answer.content.decode()
    assert client.get("/admin/").status_code == 302
    log_in(client, "shenhe", "a-long-enough-phrase")
    assert client.get("/admin/").status_code == 200, "nobody else is locked out"


@pytest.mark.parametrize("password", ["short-1A", "12345678901234", "onlysmallletters", "password12345", "Bianji-2023"])
def test_a_weak_password_is_refused(town, password):
    town.editor.username = "bianji-2023"
    with pytest.raises(ValidationError):
        validate_password(password, town.editor)


def test_a_long_password_of_three_kinds_is_taken(town):
    validate_password("湖边-Willow-38", town.editor)


@pytest.fixture
def second_factor(settings):
    settings.SECOND_FACTOR = True


def code_of(user) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}"


def test_who_passes_on_needs_a_second_factor_and_who_writes_does_not(client, town, second_factor):
    log_in(client, "bianji", "a-long-enough-phrase")
    assert client.get("/admin/").status_code == 200
    log_in(client, "shenhe", "a-long-enough-phrase")
    answer = client.get("/admin/articles/revision/")
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/second-factor/")
    page = client.get(answer.url).content.decode()
    assert "<svg" in page
    answer = client.post("/admin/second-factor/", {"code": code_of(town.reviewer), "next": "/admin/articles/revision/"})
    assert answer.url == "/admin/articles/revision/"
    assert client.get("/admin/articles/revision/").status_code == 200


def test_a_wrong_code_opens_nothing_and_a_used_one_neither(client, town, second_factor):
    log_in(client, "shenhe", "a-long-enough-phrase")
    client.get("/admin/second-factor/")
    wrong = "000000" if code_of(town.reviewer) != "000000" else "000001"
    assert "验证码不对" in client.post("/admin/second-factor/", {"code": wrong}).content.decode()
    assert client.get("/admin/").status_code == 302
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    code = code_of(town.reviewer)
    client.post("/admin/second-factor/", {"code": code})
    client.logout()
    log_in(client, "shenhe", "a-long-enough-phrase")
    assert "验证码不对" in client.post("/admin/second-factor/", {"code": code}).content.decode()


def test_the_second_factor_leads_nowhere_else(client, town, second_factor):
    log_in(client, "shenhe", "a-long-enough-phrase")
    client.get("/admin/second-factor/")
    answer = client.post("/admin/second-factor/", {"code": code_of(town.reviewer), "next": "https://evil.example/"})
    assert answer.url == "/admin/"


def test_the_desk_is_left_when_nobody_works(client, town, settings):
    log_in(client, "bianji", "a-long-enough-phrase")
    session = client.session
    session["seen"] = int(time.time()) - 300
    session.save()
    before = client.session.get_expiry_age()
    client.post(f"/admin/articles/revision/{town.draft.newest.pk}/autosave/")
    assert client.session["seen"] < time.time() - 200, "what the page sends by itself is no sign of life"
    client.get("/admin/")
    assert client.session["seen"] > time.time() - 60
    assert before == settings.SESSION_COOKIE_AGE == 30 * 60


LISTS = {
    "/admin/indicators/indicator/": "审核",
    "/admin/indicators/topic/": "审核",
    "/admin/articles/column/": "审核",
    "/admin/articles/region/": "审核",
    "/admin/indicators/alias/": "编辑 审核",
    "/admin/indicators/watchedword/": "审核 签发",
    "/admin/indicators/checksetting/": "签发",
}


@pytest.mark.parametrize("address", LISTS)
def test_every_group_looks_the_catalogue_up_and_some_keep_it(client, town, address):
    for user, group in ((town.editor, "编辑"), (town.reviewer, "审核"), (town.publisher, "签发")):
        keeps = 200 if group in LISTS[address].split() else 403
        client.force_login(user)
        assert client.get(address).status_code == 200
        assert client.get(f"{address}add/").status_code == keeps, group
        if client.get(f"{address}export/").status_code == 200:
            assert client.get(f"{address}import/").status_code == keeps, group
    client.force_login(town.stranger)
    assert client.get(address).status_code == 403


def test_the_administrator_reads_rights_in_chinese_and_takes_a_lost_second_factor_away(client, town, admin_user):
    client.force_login(admin_user)
    page = client.get(f"/admin/auth/group/{Group.objects.get(name='审核').pk}/change/").content.decode()
    assert "别名:可以修改" in page
    assert "Can " not in page
    device = TOTPDevice.objects.create(user=town.reviewer, name="totp")
    page = client.get("/admin/portal/secondfactor/").content.decode()
    assert "shenhe" in page
    assert device.key not in page
    data = {"action": "delete_selected", "_selected_action": device.pk, "post": "yes"}
    client.post("/admin/portal/secondfactor/", data)
    assert not TOTPDevice.objects.exists()


def test_a_new_account_may_enter_the_desk_and_has_one_name(client, town, admin_user):
    client.force_login(admin_user)
    data = {"username": "xinren", "first_name": "林晓", "password1": "湖边-Willow-38", "password2": "湖边-Willow-38"}
    client.post("/admin/auth/user/add/", data | {"groups": [Group.objects.get(name="编辑").pk]})
    user = User.objects.get(username="xinren")
    assert (user.is_staff, user.get_full_name(), user.has_perm("articles.add_revision")) == (True, "林晓", True)
