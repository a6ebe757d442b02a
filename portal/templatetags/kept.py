from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token

from portal.kept import PARTS

register = template.Library()


@register.tag
def kept(parser: Parser, token: Token) -> template.Node:
    """{% kept name value … %}…{% endkept %}: drawn once for these values, which must be all that it shows.

    As Django's {% cache %}, which makes a hash of its values, asks a backend and unpickles what that kept: for a table's row
    as much work as to draw it.
    """
    _tag, name, *values = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name, [parser.compile_filter(value) for value in values], inside)


class KeptNode(template.Node):
    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: Any) -> str:
        key = (self.name, *(_plain(value.resolve(context)) for value in self.values))
        drawn = PARTS.get(key)
        if drawn is None:
            PARTS.put(key, drawn := self.nodelist.render(context))
        return drawn


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else str(value)
