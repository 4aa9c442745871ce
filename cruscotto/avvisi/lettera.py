"""A letter that tells a person what happened: its subject and its text."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cruscotto.avvisi.fatti import Notizia
from ente.models import Ente


def oggetto_notizie(notizie: Sequence[Notizia], ente: Ente) -> str:
    """The subject, on one line: the first thing, and whether there is more."""
    altro = ", e altro" if len(notizie) > 1 else ""
    testo = notizie[0].in_breve
    return " ".join(f"{testo[:1].upper()}{testo[1:]}{altro} – {ente}".split())


def testo_notizie(notizie: Sequence[Notizia], ente: Ente) -> str:
    """The text of a letter sent at once."""
    contesto = {"notizie": con_indirizzo(notizie), "ente": ente, "preferenze": indirizzo_preferenze()}
    return render_to_string("email/avviso.txt", contesto).strip() + "\n"


def con_indirizzo(notizie: Sequence[Notizia]) -> list[tuple[str, str]]:
    """Each sentence with the whole address of its page."""
    return [(n.frase, f"{settings.SITE_URL.rstrip('/')}{n.pagina}") for n in notizie]


def indirizzo_preferenze() -> str:
    """Where the person says when to be written to."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('cruscotto:lettere')}"
