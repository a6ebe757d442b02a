"""Filters as django-filter has them; a value that is not among the possible ones is refused with their list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.request import Request


class Filters(DjangoFilterBackend):
    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        asked = self.get_filterset(request, queryset, view)
        if asked is None:
            return queryset
        if not asked.is_valid():
            errors = asked.errors.as_data()
            raise exceptions.ValidationError(
                {name: [_said(error) for error in found] for name, found in errors.items()}
            )
        return asked.qs


def _said(error: ValidationError) -> Any:
    words = error.messages[0]
    allowed = (error.params or {}).get("allowed")
    return {"detail": words, "allowed": allowed} if allowed else words
