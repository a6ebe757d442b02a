"""The address map (design.md §5). /elder/ and /en/ stand before any of these: see portal.modes."""

from django.contrib import admin
from django.urls import include, path, re_path, register_converter
from django.urls.converters import IntConverter

from indicators.desk.verifying import verify_view
from portal import (
    accounts,
    bulletins,
    corrections,
    feeds,
    guide,
    media,
    paper,
    preview,
    records,
    reports,
    sitemaps,
    statistics,
    verify,
    views,
)
from portal.aloud import aloud
from portal.styleguide import styleguide


class Number(IntConverter):
    """One way only to write a number, and none that a database could not hold."""

    regex = "[1-9][0-9]{0,17}"


register_converter(Number, "number")

urlpatterns = [
    path("", views.home, name="home"),
    path("columns/<slug:slug>/", views.column, name="column"),
    path("archive/", views.archive, name="archive"),
    path("archive/<number:year>/<number:month>/", views.month, name="month"),
    path("archive/<number:year>/0<number:month>/", views.padded_month),
    path("articles/<number:number>/", bulletins.article, name="article"),
    path("articles/<number:number>/figures/", bulletins.article_figures, name="figures"),
    path("articles/<number:number>/figures.csv", bulletins.article_figures, name="figures-csv"),
    path("articles/<number:number>/print/", paper.print_view, name="print"),
    path("articles/<number:number>/print.pdf", paper.pdf, name="pdf"),
    path("articles/<number:number>/v<number:version>/print/", paper.version_print, name="version-print"),
    path("articles/<number:number>/v<number:version>/print.pdf", paper.version_pdf, name="version-pdf"),
    path("articles/<number:number>/v<number:version>/print.css", paper.running_style, name="running-style"),
    path("articles/<number:number>/report/", reports.report, name="report"),
    path("reports/<str:key>/", reports.receipt, name="report-receipt"),
    path("articles/<number:number>/versions/", bulletins.versions, name="versions"),
    path(
        "articles/<number:number>/versions/<number:earlier>..<number:later>/",
        bulletins.comparison,
        name="comparison",
    ),
    path("articles/<number:number>/v<number:version>/", bulletins.version, name="version"),
    path("articles/<number:number>/v<number:version>/figures/", bulletins.version_figures, name="version-figures"),
    path(
        "articles/<number:number>/v<number:version>/figures.csv", bulletins.version_figures, name="version-figures-csv"
    ),
    path("preview/<str:key>/", preview.article, name="preview"),
    path("preview/<str:key>/print/", preview.print_view, name="preview-print"),
    path("records/<number:pk>/", records.record, name="record"),
    path("records/<number:pk>/card/", records.card, name="card"),
    path("indicators/", statistics.catalogue, name="catalogue"),
    path("indicators/<slug:code>/", statistics.indicator, name="indicator"),
    re_path(r"^indicators/(?P<code>[-\w]+)/chart\.(?P<form>svg|png)$", statistics.picture, name="chart"),
    path("indicators/<slug:code>/series.csv", statistics.download, name="series-csv"),
    path("regions/<slug:code>/", statistics.region, name="region"),
    path("search/", views.search, name="search"),
    path("verify/", verify.verify, name="verify"),
    path("site-map/", views.sitemap_page, name="site-map"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("styleguide/", styleguide, name="styleguide"),
    path("aloud/", aloud, name="aloud"),
    path("favicon.ico", views.favicon),
    path("feed.xml", views.public(feeds.Bulletins()), name="feed"),
    path("columns/<slug:slug>/feed.xml", views.public(feeds.OfColumn()), name="column-feed"),
    path("topics/<slug:slug>/feed.xml", views.public(feeds.OfTopic()), name="topic-feed"),
    path("indicators/<slug:code>/feed.xml", views.public(feeds.OfIndicator()), name="indicator-feed"),
    path("corrections/", corrections.ledger, name="corrections"),
    path("corrections/feed.xml", views.public(feeds.Corrections()), name="corrections-feed"),
    path("sitemap.xml", views.public(sitemaps.index), name="sitemap"),
    path("sitemap-<section>.xml", views.public(sitemaps.file), name="sitemap-part"),
    path("robots.txt", views.robots),
    path("healthz", views.health),
    re_path(rf"^media/(?P<name>{media.NAME})$", media.rendition),
    path("api/", include("portal.api.urls")),
    path("admin/second-factor/", accounts.second_factor, name="second-factor"),
    path("admin/guide/", admin.site.admin_view(guide.page), name="desk-guide"),
    path("admin/guide/editor-guide/<slug:name>.png", admin.site.admin_view(guide.picture), name="desk-guide-picture"),
    path("admin/verify/", admin.site.admin_view(verify_view), name="desk-verify"),
    path("admin/", admin.site.urls),
]

handler404 = "portal.views.not_found"
handler500 = "portal.errors.server_error"
