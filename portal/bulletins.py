"""One bulletin's pages: as it reads now, one version, its versions and their differences, its figures as a table."""

import csv
import itertools
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.csv_files import without_formula
from articles.models import Revision
from articles.prepared import Prepared
from articles.versions import compare as compare_versions
from indicators import comparing
from indicators.catalogue import meant
from indicators.models import Record
from portal import contents, figures, neighbours, pinyin, plainly, reading
from portal.parts import of_article, shows
from portal.views import public


def _as_shown(versions: QuerySet[Revision]) -> QuerySet[Revision]:
    near = "article__column__parent__parent", "article__region"
    return neighbours.with_lead(versions).select_related(*near).defer("body", "text")[:1]


NOW = Prepared(lambda article, at: _as_shown(Revision.objects.visible(at).filter(article=article)))
ONCE = Prepared(
    lambda article, number, at: _as_shown(Revision.objects.ever_read(at).filter(article=article, number=number))
)


@public
def article(request: HttpRequest, number: int) -> HttpResponse:
    return _bulletin(request, number, NOW.first(article=number, at=timezone.now()))


@public
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    return _bulletin(request, number, ONCE.first(article=number, number=version, at=timezone.now()))


def _bulletin(request: HttpRequest, number: int, revision: Revision | None) -> HttpResponse:
    if revision is None:
        return gone(request, number)
    if revision.is_withdrawn:
        return withdrawn(request, revision)
    shows(request, of_article(number))
    mode = request.mode  # type: ignore[attr-defined]
    context = {
        "revision": revision,
        "article": revision.article,
        "page": reading.for_mode(revision.page, mode.prefix),
        "is_past": is_past(revision),
        "today": timezone.localdate(),
    }
    ordinary = revision.get_absolute_url().removeprefix(mode.prefix)
    context["address"] = context["canonical_url"] = request.build_absolute_uri(ordinary)
    context["lasting_address"] = f"{context['address']}v{revision.number}/"
    context["opening"] = contents.opening(revision.page)
    # Asked for where the page is not kept drawn: what they show is as frozen as its version.
    context["contents"] = cache(lambda: contents.headings(revision.page))
    context["signed_on"] = cache(lambda: contents.signed_on(revision.page, timezone.localdate(revision.published_on)))
    context["records_of_text"] = lambda: list(figures_of(revision))
    # An elder page keeps to the bulletin itself.
    if not mode.elder and not context["is_past"]:
        lead = neighbours.lead_of(revision)
        shows(request, *neighbours.parts_of(lead))
        context["neighbours"] = neighbours.of(revision, lead)
    if not mode.elder:
        context["said"] = _said_beside(context)
    if mode.elder:
        context["plain_lines"] = plainly.of_bulletin(revision)
        context["has_rare"] = any(map(pinyin.is_rare, revision.page))
        context["is_asked_for_pinyin"] = "pinyin" in request.GET
        if context["is_asked_for_pinyin"]:
            context["page"] = pinyin.with_pinyin(str(context["page"]))
    # No Last-Modified: menu, column and place have no dates of change. The ETag knows the whole page.
    return render(request, "articles/article.html", context)


def _said_beside(context: dict[str, Any]) -> str:
    """All that the page says beside its sealed version: what it is kept drawn under."""
    revision, column, place = context["revision"], context["article"].column, context["article"].region
    columns = [each for each in (column, column.parent, column.parent and column.parent.parent) if each]
    near: neighbours.Neighbours | None = context.get("neighbours")
    others = [near.earlier, near.later] if near else []
    return repr((
        context["lasting_address"], context["today"], settings.SITE["owner"], context["is_past"], revision.visible_until,
        place.code, place.name, [(each.slug, each.label) for each in columns],
        [[(each.article_id, each.title, each.published_on) for each in side] for side in others],
    ))  # fmt: skip


def is_past(revision: Revision) -> bool:
    return revision.visible_until is not None and revision.visible_until <= timezone.now()


@public
def article_figures(request: HttpRequest, number: int) -> HttpResponse:
    return _figures(request, number, Revision.objects.visible())


@public
def version_figures(request: HttpRequest, number: int, version: int) -> HttpResponse:
    return _figures(request, number, Revision.objects.ever_read().filter(number=version))


def _figures(request: HttpRequest, number: int, versions: QuerySet[Revision]) -> HttpResponse:
    """本文数据: every figure of the bulletin in the order of its words; as CSV where the address ends so."""
    shows(request, of_article(number), "catalogue")
    revision = versions.filter(article=number).for_lists().first()  # type: ignore[attr-defined]
    if revision is None:
        return gone(request, number)
    if revision.is_withdrawn:
        return withdrawn(request, revision)
    records = figures_of(revision)
    if request.path_info.endswith(".csv"):
        return _csv(request, revision, records)
    place = "figures", [number]
    if is_past(revision):
        place = "version-figures", [number, revision.number]
    context = {
        "revision": revision,
        "article": revision.article,
        "records": records,
        "is_past": is_past(revision),
        "csv_url": reverse(f"{place[0]}-csv", args=place[1]),
    }
    return render(request, "articles/figures.html", context)


def figures_of(revision: Revision) -> QuerySet[Record]:
    near = "region", "indicator__merged_into"
    return Record.objects.filter(revision=revision).stated().select_related(*near).order_by("start", "id")


def _csv(request: HttpRequest, revision: Revision, records: Iterable[Record]) -> HttpResponse:
    """UTF-8 with BOM, lines ending in CRLF (RFC 4180): what a spreadsheet opens by a double click. Numbers stay numbers; a
    cell of words never begins as a formula (OWASP, CSV injection)."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"bulletin-{revision.article_id}-v{revision.number}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    rows = csv.writer(answer)
    rows.writerow([
        _("序号"), _("指标"), _("指标代码"), _("类型"), _("原文写法"), _("数值"), _("上限"), _("单位"), _("修饰"), _("标准值"),
        _("标准值上限"), _("标准单位"), _("时期起"), _("时期止"), _("时期"), _("地区代码"), _("地区"), _("比较"), _("范围"),
        _("性质"), _("状态"), _("网址"),
    ])  # fmt: skip
    for number, record in enumerate(records, 1):
        entry = meant(record)
        cells: list[object] = [
            number, _words(record.name), entry.code if entry else "", _words(record.get_measure_display()), _words(record.exact),
            record.value, record.value_max, _words(record.unit), _words(record.get_modifier_display()),
            _plain(record.canonical_value), _plain(record.canonical_max), _words(record.canonical_unit),
            record.period_start or "", record.period_end or "", _words(figures.period_words(record.period_start, record.period_end)),
            record.region.code if record.region else "", _words(record.region_name), _words(figures.comparison_words(record)),
            _words(record.scope), _words(record.get_assertion_display()), _words(record.get_status_display()),
            request.build_absolute_uri(record.get_absolute_url()),
        ]  # fmt: skip
        rows.writerow(cells)
    return answer


def _words(cell: object) -> str:
    return without_formula(str(cell))


def _plain(value: object) -> str:
    """35240000000, without grouping and without the zeros that only the column's type adds."""
    return figures.plain_number(value).replace(",", "")  # type: ignore[arg-type]


@public
def versions(request: HttpRequest, number: int) -> HttpResponse:
    shows(request, of_article(number))
    published = list(Revision.objects.once_visible().for_lists().filter(article=number).order_by("-number"))
    if not published or published[0].article.withdrawn_at:
        return gone(request, number)
    for later, earlier in itertools.pairwise(published):
        later.earlier = earlier.number  # type: ignore[attr-defined]
    context = {"revisions": published, "article": published[0].article, "now": timezone.now()}
    return render(request, "articles/versions.html", context)


@public
def comparison(request: HttpRequest, number: int, earlier: int, later: int) -> HttpResponse:
    """What the later of two versions that the public has read says otherwise: figures first, then words."""
    shows(request, of_article(number), "catalogue")
    asked = Revision.objects.once_visible().filter(article=number, number__in=[earlier, later])
    pair = list(asked.select_related("article__column", "article__region").defer("page").order_by("number"))
    if not pair or pair[0].article.withdrawn_at:
        return gone(request, number)
    if len(pair) < 2 or earlier > later:
        raise Http404
    changes = comparing.changed_figures(*pair)
    compared = compare_versions(*pair)
    context = {"comparison": compared, "figures": changes, "article": pair[0].article, "rows": compared.excerpts}
    return render(request, "articles/comparison.html", context)


def gone(request: HttpRequest, number: int) -> HttpResponse:
    """Withdrawn says so, with its title, date and reason; what was never public was never here."""
    last = Revision.objects.ever_read().for_lists().filter(article=number).order_by("-number").first()
    if last is None or not last.article.withdrawn_at:
        raise Http404
    return withdrawn(request, last)


def withdrawn(request: HttpRequest, revision: Revision) -> HttpResponse:
    return render(request, "articles/gone.html", {"revision": revision, "article": revision.article}, status=410)
