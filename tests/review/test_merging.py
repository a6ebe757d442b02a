"""Two entries of the catalogue that mean the same become one, from the list, and apart again."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client

from indicators import catalogue
from indicators.models import Alias, Indicator, Merger, Record
from tests.conftest import Town

LIST = "/admin/indicators/indicator/"


@pytest.fixture
def output(town: Town) -> Indicator:
    output = Indicator.objects.create(code="output", name="区域总产出", dimension="金额")
    Indicator.objects.create(code="older", name="社会总产值", dimension="金额", merged_into=town.gdp)
    return output


@pytest.fixture
def keeper(client: Client, town: Town) -> Client:
    town.stranger.user_permissions.set(
        Permission.objects.filter(codename__in=["change_indicator", "view_indicator", "view_alias", "change_alias"])
    )
    client.force_login(town.stranger)
    return client


def choose(client: Client, *entries: Indicator) -> str:
    sent = {"action": "merge_two", "_selected_action": [entry.pk for entry in entries]}
    return client.post(LIST, sent, follow=True).content.decode()


def merge(client: Client, gone: Indicator, into: Indicator) -> str:
    address = f"{LIST}merge/{gone.pk}/{into.pk}/"
    return client.post(address, {"into": into.pk}, follow=True).content.decode()


def test_what_it_would_do_is_shown_first(keeper: Client, town: Town, output: Indicator) -> None:
    page = choose(keeper, town.gdp, output)
    n = Record.objects.public().filter(indicator=town.gdp).count()
    for words in [
        f"带来公开的记录 {n} 条",
        "草稿、旧版本等里的记录",
        "GDP、地区生产总值",
        "此前并入它的指标一同过来：社会总产值",
        "网址 /indicators/gdp/ 转到 /indicators/output/",
        "没有同一地区、同一时期两边都有的数据",
        "带来公开的记录 0 条",
    ]:
        assert words in page
    assert not Merger.objects.exists()


def test_it_says_where_both_state_a_value(keeper: Client, town: Town, output: Indicator) -> None:
    other = Record.objects.get(revision__article=town.live, value="75")
    level = Record.objects.get(revision__article=town.live, value="512.3")
    assert (other.period_end, other.measure) == (level.period_end, level.measure)
    Record.objects.filter(pk=other.pk).update(indicator=output)
    assert "有 1 处两个指标对同一地区、同一时期都有数据" in choose(keeper, town.gdp, output)


def test_merged_its_address_its_names_and_its_records_lead_on(keeper: Client, town: Town, output: Indicator) -> None:
    assert "“地区生产总值”已并入“区域总产出”" in merge(keeper, town.gdp, output)
    reader = Client()
    for code in ["gdp", "older"]:
        assert reader.get(f"/indicators/{code}/").headers["Location"] == "/indicators/output/"
    assert "512.3亿元" in reader.get("/indicators/output/").content.decode()
    assert catalogue.match(["GDP"]) == {"GDP": output}
    assert Record.objects.filter(indicator=town.gdp).exists(), "what was published was not touched"
    merger = Merger.objects.get()
    assert (merger.user, merger.address) == (town.stranger, "127.0.0.1")


def test_taken_back_everything_is_as_it_was(keeper: Client, town: Town, output: Indicator) -> None:
    before = list(Indicator.objects.order_by("pk").values_list("code", "merged_into__code"))
    merge(keeper, town.gdp, output)
    merger = Merger.objects.get()
    log = keeper.get("/admin/indicators/merger/").content.decode()
    assert f'href="{merger.pk}/take-back/"' in log
    assert (
        "撤销后两个指标各归各的数据" in keeper.get(f"/admin/indicators/merger/{merger.pk}/take-back/").content.decode()
    )
    page = keeper.post(f"/admin/indicators/merger/{merger.pk}/take-back/", follow=True).content.decode()
    assert "又是单独的指标" in page
    assert list(Indicator.objects.order_by("pk").values_list("code", "merged_into__code")) == before
    assert Client().get("/indicators/gdp/").status_code == 200
    again = keeper.post(f"/admin/indicators/merger/{merger.pk}/take-back/", follow=True).content.decode()
    assert "已经撤销过了" in again
    assert Merger.objects.count() == 1, "the log keeps it"


def test_a_chain_is_taken_apart_from_its_end(keeper: Client, town: Town, output: Indicator) -> None:
    last = Indicator.objects.create(code="last", name="总产出", dimension="金额")
    merge(keeper, town.gdp, output)
    first = Merger.objects.get()
    merge(keeper, output, last)
    assert set(last.merged.values_list("code", flat=True)) == {"gdp", "older", "output"}
    page = keeper.post(f"/admin/indicators/merger/{first.pk}/take-back/", follow=True).content.decode()
    assert "请先撤销那一次合并" in page
    keeper.post(f"/admin/indicators/merger/{Merger.objects.exclude(pk=first.pk).get().pk}/take-back/")
    keeper.post(f"/admin/indicators/merger/{first.pk}/take-back/")
    assert Indicator.objects.get(code="older").merged_into == town.gdp
    assert set(Indicator.objects.filter(merged_into=None).values_list("code", flat=True)) == {"gdp", "output", "last"}


@pytest.mark.parametrize(
    ("change", "words"),
    [({"dimension": "比率"}, "两个指标的计量不同"), ({"merged_into": "other"}, "请选择最终的指标")],
)
def test_what_cannot_be_one_is_refused(keeper, town, output, change, words) -> None:
    other = Indicator.objects.create(code="other", name="别的指标", dimension="金额")
    Indicator.objects.filter(pk=output.pk).update(**{k: other if v == "other" else v for k, v in change.items()})
    assert words in choose(keeper, town.gdp, output)
    assert words in merge(keeper, town.gdp, output)
    assert not Merger.objects.exists()


def test_two_must_be_chosen_and_one_of_them_stays(keeper: Client, town: Town, output: Indicator) -> None:
    assert "请正好选择两个指标" in choose(keeper, town.gdp)
    assert "请正好选择两个指标" in choose(keeper, *Indicator.objects.all())
    address = f"{LIST}merge/{town.gdp.pk}/{output.pk}/"
    assert "请选择保留哪一个" in keeper.post(address, {"into": "x"}, follow=True).content.decode()
    assert "请选择两个不同的指标" in merge(keeper, town.gdp, town.gdp)
    assert keeper.get(f"{LIST}merge/{town.gdp.pk}/999999/").status_code == 404
    assert not Merger.objects.exists()


def test_only_who_cares_for_the_catalogue_may(client: Client, town: Town, output: Indicator) -> None:
    client.force_login(town.editor)
    assert client.get(f"{LIST}merge/{town.gdp.pk}/{output.pk}/").status_code == 403
    assert client.post(f"{LIST}merge/{town.gdp.pk}/{output.pk}/", {"into": output.pk}).status_code == 403
    merger = Merger.objects.create(gone=town.gdp, into=output)
    assert client.post(f"/admin/indicators/merger/{merger.pk}/take-back/").status_code == 403
    assert "撤销这次合并" not in client.get("/admin/indicators/merger/").content.decode()
    client.force_login(town.reviewer)
    assert client.get(f"{LIST}merge/{town.gdp.pk}/{output.pk}/").status_code == 200


def test_the_log_stays_as_it_was_written(town: Town, output: Indicator) -> None:
    merger = Merger.objects.create(gone=town.gdp, into=output)
    for act in [lambda: Merger.objects.update(gone=output), lambda: Merger.objects.filter(pk=merger.pk).delete()]:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_code_and_merger_are_not_edited_by_hand(keeper: Client, town: Town, output: Indicator) -> None:
    page = keeper.get(f"{LIST}{town.gdp.pk}/change/").content.decode()
    assert 'name="code"' not in page
    assert 'name="merged_into"' not in page
    names = {"name": "GDP", "code": "x", "dimension": "金额"}
    with pytest.raises(Exception, match="已是指标 gdp 的别名"):
        Indicator(**names).full_clean()
    assert Alias.objects.get(name="GDP").indicator == town.gdp
