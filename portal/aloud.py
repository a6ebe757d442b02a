"""朗读: what the browser's own voice should say for the words on a page. Nothing is stored, nothing is looked up."""

import json

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.speaking import sentences, spoken

# Bytes of a request: the longest bulletin that the portal takes in is below this.
LARGEST = 1024 * 1024


@csrf_exempt  # Public pages carry no cookie, and this changes nothing.
@require_POST
@never_cache
def aloud(request: HttpRequest) -> JsonResponse:
    """`{"blocks": ["…", …]}` → `{"blocks": [[{"words": "…", "spoken": "…"}, …], …]}`; the words of a block, joined, are the block."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return JsonResponse({"error": _("这一页太长，不能一次朗读。")}, status=413)
    try:
        blocks = json.loads(request.body)["blocks"]
    except (ValueError, KeyError, TypeError, RecursionError):
        blocks = None
    if not isinstance(blocks, list) or not all(isinstance(block, str) for block in blocks):
        return JsonResponse({"error": _("没有收到可以朗读的文字。")}, status=400)
    said = [[{"words": words, "spoken": spoken(words)} for words in sentences(block)] for block in blocks]
    return JsonResponse({"blocks": said})
