from rest_framework.pagination import CursorPagination
from rest_framework.views import exception_handler as problem  # noqa: F401


class Pages(CursorPagination):
    page_size = 50
