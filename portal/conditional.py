"""ETag and 304 for HEAD as for GET: it says what GET would say (RFC 9110, 9.3.2). Django's own middleware leaves it out."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware


class ConditionalMiddleware(ConditionalGetMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        try:
            return super().process_response(request, response)  # type: ignore[arg-type,no-any-return]
        finally:
            request.method = asked
