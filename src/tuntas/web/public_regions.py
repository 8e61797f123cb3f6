"""Areas by the beginning of their name, for the list that opens while a reporter types.

What is typed comes in the body of a POST, so that it stands in no address and in no log; nothing of it is kept. Without
a script the button "Cari wilayah" of the form does the same.
"""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tuntas.kernel import clock
from tuntas.kernel.refusals import TooMany

from .public_choices import region_choices

MOST_BYTES = 1_000
"""Of one question; a name has at most 60 letters."""
WINDOW = timedelta(minutes=1)
MOST_QUESTIONS = 1_200


class Rate:
    """Counts the questions of the last `WINDOW` in this process; who asked is not kept."""

    def __init__(self) -> None:
        self._asked: deque[datetime] = deque()
        self._lock = Lock()

    def ask(self, at: datetime) -> None:
        """Note one question. Raises TooMany."""
        with self._lock:
            while self._asked and self._asked[0] <= at - WINDOW:
                self._asked.popleft()
            if len(self._asked) >= MOST_QUESTIONS:
                raise TooMany(minutes=1)
            self._asked.append(at)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._asked.clear()


rate = Rate()


@csrf_exempt
@never_cache
@require_POST
def regions(request: HttpRequest) -> JsonResponse:
    """At most fifteen areas, those of the own government first: code and words of each."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return JsonResponse({"regions": []}, status=413)
    try:
        rate.ask(clock.now())
    except TooMany as refusal:
        return JsonResponse({"regions": [], "sentence": str(refusal)}, status=refusal.status)
    found = region_choices(request.POST.get("q", ""))
    return JsonResponse({"regions": [{"code": code, "name": name} for code, name in found]})
