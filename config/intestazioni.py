from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

# What no page here needs, the browser may not offer to anything that slipped in.
PERMISSIONS_POLICY = ", ".join(
    f"{capacita}=()"
    for capacita in (
        "accelerometer",
        "camera",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the one security header that neither Django nor django-csp sets."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def riservate(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what is answered to who is signed in stays in no cache, since desks are shared, unless it says
    otherwise itself; who leaves takes away what the browser had kept.

    The cookies are looked at when ``config.pubblico.senza_biscotti`` has taken them away from what is public. It stands
    outside the compression, which leaves alone what a view has called ``no-store`` itself.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return response
        response.headers.setdefault("Cache-Control", "private, no-store")
        if request.method == "POST" and request.path_info == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = (
                '"cache"'  # not what was typed and not saved: it waits for its own person
            )
        return response

    return middleware
