"""The address map (design.md §5). /elder/ and /en/ stand before any of these: see portal.modes."""

from django.contrib import admin
from django.urls import path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("columns/<slug:slug>/", views.column, name="column"),
    path("articles/<int:number>/", views.article, name="article"),
    path("articles/<int:number>/print/", views.print_view, name="print"),
    path("records/<int:pk>/", views.record, name="record"),
    path("indicators/", views.catalogue, name="catalogue"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("regions/<slug:code>/", views.region, name="region"),
    path("search/", views.search, name="search"),
    path("admin/", admin.site.urls),
]
