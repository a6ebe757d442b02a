"""Indicators, their names and topics as files."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from articles.csv_columns import Many, One, Plain
from articles.csv_tables import Change, Table, once
from indicators.models import Alias, Indicator, Topic, spelling_key

TOPICS = Table(
    columns=[Plain(Topic, "slug"), Plain(Topic, "name"), Plain(Topic, "name_en")],
    filename="topics.csv",
)


def merging_is_an_act_of_its_own(changes: list[Change], rows: dict[str, Any]) -> Iterator[tuple[Change, str]]:
    """A file may bring an entry that was merged elsewhere; it may not merge one of ours, whose records are shown elsewhere then."""
    for change in changes:
        into = change.row.merged_into
        if "merged_into" not in change.names:
            continue
        if not change.is_new:
            yield change, _("合并与撤销合并请在指标列表里办理，不能用文件。")
        elif into and (into.merged_into or into is change.row):
            yield change, _("目标指标本身已并入别的指标。请填写最终的指标。")


def a_name_is_nobody_elses(changes: list[Change], rows: dict[str, Any]) -> Iterator[tuple[Change, str]]:
    owners = dict(Alias.objects.values_list("name", "indicator__code"))
    for change in changes:
        owner = owners.get(change.row.name, change.key)
        if "name" in change.names and owner != change.key:
            yield change, _("“%(name)s”已是指标 %(code)s 的别名。") % {"name": change.row.name, "code": owner}


def an_own_name_stays(changes: list[Change], rows: dict[str, Any]) -> Iterator[tuple[Change, str]]:
    names = dict(Indicator.objects.values_list("name", "code"))
    for change in changes:
        code = names.get(change.key)
        if code and "indicator" in change.names and change.row.indicator and change.row.indicator.code != code:
            yield change, _("这是指标 %(code)s 自己的名称，不能改作别的指标的别名。") % {"code": code}


def save_each(rows: list[Indicator]) -> None:
    """One by one: an indicator's name becomes one of its aliases."""
    for row in rows:
        row.save()


def save_aliases(rows: list[Alias]) -> None:
    for row in rows:
        row.key = spelling_key(row.name)
    Alias.objects.bulk_create([row for row in rows if not row.pk], batch_size=500)
    Alias.objects.bulk_update([row for row in rows if row.pk], ["indicator", "key"], batch_size=500)


INDICATORS = Table(
    columns=[
        Plain(Indicator, "code"),
        name := Plain(Indicator, "name"),
        Plain(Indicator, "name_en"),
        Plain(Indicator, "dimension"),
        Many(Indicator, "topics", to=Topic, key="slug"),
        Plain(Indicator, "note"),
        One(Indicator, "merged_into", to=Indicator, key="code"),
    ],
    filename="indicators.csv",
    rules=[merging_is_an_act_of_its_own, a_name_is_nobody_elses, once(name)],
    save=save_each,
)
ALIASES = Table(
    columns=[Plain(Alias, "name"), One(Alias, "indicator", to=Indicator, key="code")],
    filename="aliases.csv",
    rules=[an_own_name_stays],
    save=save_aliases,
)
