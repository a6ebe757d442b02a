"""The town: one column, three people, four bulletins. Small enough to keep in mind, and every test's ground."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, User

from articles.models import Article, Column, Region, Revision
from articles.publishing import By, publish, withdraw
from indicators.models import Alias, Indicator, Topic

BEIJING = ZoneInfo("Asia/Shanghai")
SHARED = Path(__file__).parents[2] / "shared"
FOUNDING = SHARED / "seeds" / "000_0ec8a1b425d1f1c6.txt"


@dataclass
class Town:
    column: Column
    region: Region
    city: Region
    gdp: Indicator
    editor: User  # may write
    reviewer: User  # may approve or send back
    publisher: User  # may publish and withdraw
    stranger: User  # has an account and no right
    draft: Article
    live: Article
    corrected: Article  # published twice
    withdrawn: Article


def write(town_or_place, title: str, body: str, published_on: datetime, source: str = "东湖日报") -> Revision:
    column, region = town_or_place
    article = Article.objects.create(column=column, region=region)
    revision = Revision(article=article, title=title, body=body, published_on=published_on, source=source)
    revision.save()
    return revision


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def every_page_is_drawn(settings):
    """Tests count what it costs to draw a page; that pages are held, and never too long, is tests/held."""
    settings.HOLD_PAGES = False


@pytest.fixture
def town(db) -> Town:
    country = Region.objects.create(code="000000", name="全国", short_names="|我国|")
    province = Region.objects.create(code="330000", name="浙江省", short_names="|浙江|", parent=country)
    city = Region.objects.create(code="330100", name="杭州市", short_names="|杭州|", parent=province)
    region = Region.objects.create(code="330114", name="钱塘区", short_names="|钱塘|", parent=city)
    column = Column.objects.create(slug="news", name="要闻动态", name_en="News")
    gdp = Indicator.objects.create(code="gdp", name="地区生产总值", name_en="GDP", dimension="金额")
    Alias.objects.create(indicator=gdp, name="GDP")
    gdp.topics.add(Topic.objects.create(slug="general", name="综合", name_en="General"))

    place = (column, region)
    draft = write(
        place, "尚未公开的草稿", "<p>全年实现地区生产总值777亿元。</p>", datetime(2023, 9, 1, 9, tzinfo=BEIJING)
    )
    live = write(
        place,
        "上半年经济运行情况",
        "<h2>总体平稳</h2><p>上半年,全区实现地区生产总值512.3亿元,同比增长6.1%。</p>"
        "<p>数字经济核心产业增加值<strong>75亿元</strong>,增速居全市第二。</p>"
        "<table><tr><th>项目</th><th>数值</th></tr><tr><td>说明</td><td>见正文</td></tr></table>",
        datetime(2023, 7, 20, 10, 23, tzinfo=BEIJING),
    )
    publish(live, by=By())
    corrected = write(
        place,
        "一季度经济运行情况",
        "<p>一季度,全区实现地区生产总值240亿元,同比增长5%。</p>",
        datetime(2023, 4, 20, 9, tzinfo=BEIJING),
    )
    publish(corrected, by=By())
    second = Revision(
        article=corrected.article,
        number=2,
        title=corrected.title,
        body="<p>一季度,全区实现地区生产总值241亿元,同比增长5%。</p>",
        published_on=corrected.published_on,
        source=corrected.source,
        correction_note="地区生产总值原为240亿元。",
    )
    second.save()
    publish(second, by=By())
    gone = write(place, "误发的公报", "<p>全年粮食产量3万吨。</p>", datetime(2023, 5, 1, 9, tzinfo=BEIJING))
    publish(gone, by=By())
    withdraw(gone.article, by=By(), reason="数据口径有误")

    return Town(
        column=column,
        region=region,
        city=city,
        gdp=gdp,
        editor=person("bianji", "编辑"),
        reviewer=person("shenhe", "审核"),
        publisher=person("qianfa", "签发"),
        stranger=person("luren"),
        draft=draft.article,
        live=live.article,
        corrected=corrected.article,
        withdrawn=gone.article,
    )


def person(name: str, *groups: str) -> User:
    user = User.objects.create_user(name, password="a-long-enough-phrase", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user
