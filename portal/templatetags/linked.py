import re
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from portal import linked_data
from portal.citing import citation

register = template.Library()
PICTURE = re.compile(r'<img src="(/media/[^"]+)"')


@register.simple_tag(takes_context=True)
def first_picture(context: dict[str, Any]) -> str:
    """Its whole address; empty where the bulletin has no picture."""
    found = PICTURE.search(context["revision"].page)
    return context["request"].build_absolute_uri(found[1]) if found else ""


@register.simple_tag(takes_context=True)
def linked_bulletin(context: dict[str, Any], picture: str = "") -> SafeString:
    return linked_data.script(linked_data.of_bulletin(context["revision"], str(context["canonical_url"]), picture))


@register.simple_tag(takes_context=True)
def linked_record(context: dict[str, Any]) -> SafeString:
    revision = context["revision"]
    source = context["request"].build_absolute_uri(reverse("version", args=[revision.article_id, revision.number]))
    return linked_data.script(linked_data.of_record(context["record"], str(context["canonical_url"]), source))


@register.simple_tag(takes_context=True)
def linked_indicator(context: dict[str, Any]) -> SafeString:
    entry = context["indicator"]
    table = context["request"].build_absolute_uri(reverse("series-csv", args=[entry.code]))
    return linked_data.script(linked_data.of_indicator(entry, str(context["canonical_url"]), table))


@register.simple_tag(takes_context=True)
def cite(context: dict[str, Any]) -> str:
    return citation(context["revision"], context["lasting_address"], context["today"], context.get("record"))
