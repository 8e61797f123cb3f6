"""The indicative boundaries under the map of the report form, from our own server: no map host learns of a visit."""

import gzip
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from tuntas.institutions import areas

_PACKED = Path(areas.__file__).parent / "data" / "areas" / "regencies.geojson.gz"


@require_safe
def boundaries(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the regencies and cities, packed as it lies in the package (98 kB) where the browser takes it so."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = _packed() if packed else gzip.decompress(_packed())
    response = HttpResponse(body, content_type="application/geo+json")
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_cache_control(response, public=True, max_age=7 * 86_400)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@cache
def _packed() -> bytes:
    return _PACKED.read_bytes()
