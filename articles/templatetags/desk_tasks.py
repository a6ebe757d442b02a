from typing import Any

from django import template

from articles import tasks

register = template.Library()


@register.simple_tag(takes_context=True)
def my_tasks(context: dict[str, Any]) -> list[tasks.Task]:
    return tasks.of(context["request"].user)
