"""A proxy as a body puts one before the site: a real nginx that compresses, unprivileged, in a folder of its own.

By the fixture ``nginx`` of conftest: a function from the port of the site to that of the proxy, which ends with the
test. Before gunicorn, on a database that both processes see::

    def test_x(demo: Ciclo, nginx: Callable[[int], int], tmp_path: Path) -> None:
        with base_propria(tmp_path) as base:
            with base.in_uso():
                ...                                   # rows, a token: crea_gettone(...)
            with servitore(base.url, ambiente=PER_NGINX) as porta:
                sito = f"http://localhost:{nginx(porta)}"   # «localhost»: what ALLOWED_HOSTS has

or before ``live_server`` (``nginx(live_server.thread.port)``). It compresses JSON, problems, CSV, YAML and HTML for who
says that it accepts gzip, from the first byte, and makes a strong ETag weak by doing so. What it has refused or could
not do is in ``nginx-<port>/errori.log`` of the test's ``tmp_path``.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mondi.processi import acceso, ascolta, finche, programma

PER_NGINX = {"SECURE_SSL_REDIRECT": "0"}
"""What the site is told, that here is asked in clear."""

CONFIGURAZIONE = """
daemon off;
master_process off;
pid {cartella}/nginx.pid;
error_log {cartella}/errori.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  default_type application/octet-stream;
  client_body_temp_path {cartella}/corpi;
  proxy_temp_path {cartella}/risposte;
  fastcgi_temp_path {cartella}/altri1;
  uwsgi_temp_path {cartella}/altri2;
  scgi_temp_path {cartella}/altri3;
  client_max_body_size 64m;
  gzip on;
  gzip_vary on;
  gzip_proxied any;
  gzip_min_length 1;
  gzip_types application/json application/problem+json application/vnd.oai.openapi application/vnd.oai.openapi+json
             application/yaml text/csv;
  server {{
    listen 127.0.0.1:{qui};
    location / {{
      proxy_pass http://127.0.0.1:{sito};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }}
  }}
}}
"""


@contextmanager
def davanti_a(porta: int, cartella: Path) -> Iterator[int]:
    """The port on which nginx answers for the site that is on ``porta``, as long as the block lasts.

    Raises:
        Manca: there is no nginx here.
    """
    # Debian's is in /usr/sbin, which is not in everybody's PATH.
    percorso = programma("CANNOCCHIALE_NGINX", "nginx", "/usr/sbin/nginx", pacchetto="nginx")
    with socket.socket() as presa:
        presa.bind(("127.0.0.1", 0))
        qui = int(presa.getsockname()[1])
    file = cartella / "nginx.conf"
    file.write_text(CONFIGURAZIONE.format(cartella=cartella, qui=qui, sito=porta), encoding="utf-8")
    comando = [percorso, "-c", str(file), "-p", str(cartella), "-e", str(cartella / "errori.log")]
    with acceso(comando, {}) as processo:
        finche(lambda: ascolta(qui), processo, f"nginx non parte: {cartella}/errori.log")
        yield qui
