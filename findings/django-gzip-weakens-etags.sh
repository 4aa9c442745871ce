#!/usr/bin/env bash
# Django's GZipMiddleware and If-Match: the version that a client got no longer opens the write.
#
# Guess: an ETag made by the application comes through the compression, or comes back as it went: a client that sends it in If-Match
#   writes what it has read.
# Behaviour: of every compressed answer the ETag becomes weak, W/"…". RFC 9110 compares If-Match strongly, where a weak one never
#   matches: Django's own condition() answers 412 to the version that it has just given. Short answers are not compressed and work,
#   so that small test data see nothing. What carries the version of a write must not be compressed by it, or the mark taken away.
# Seen: 2026-11-29, Django 5.2.8.
# Source: django/middleware/gzip.py of 5.2.8 (W/ before the ETag); RFC 9110, 13.1.1 and 8.8.3.2.
# Output seen:
#   100 characters: ETag "3", If-Match 200
#   1000 characters: ETag W/"3", If-Match 412
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q django==5.2.8 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"], ROOT_URLCONF="__main__", MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"], SECRET_KEY="prova"
)
django.setup()
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import condition


@condition(etag_func=lambda request, quanti: '"3"')
def valore(request, quanti):
    return HttpResponse("a" * quanti)


urlpatterns = [path("<int:quanti>/", valore)]
client = Client(headers={"Accept-Encoding": "gzip"})
for quanti in (100, 1000):
    etag = client.get(f"/{quanti}/")["ETag"]
    print(f"{quanti} characters: ETag {etag}, If-Match {client.put(f'/{quanti}/', headers={'If-Match': etag}).status_code}")
PY
diff esito.txt - <<'ATTESO'
100 characters: ETag "3", If-Match 200
1000 characters: ETag W/"3", If-Match 412
ATTESO
