"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()


def _carica() -> None:
    """Load the site now and not at the first request, and take what stays for ever out of what the garbage collector
    looks at: going through it cost a page that reads many rows up to a third of its time (ADR 64)."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - imports all views
    gc.collect()
    gc.freeze()


_carica()
