"""What the frameworks say is said in Italian, with «voi»."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as tradotto

CATALOGO = Path(settings.LOCALE_PATHS[0]) / "it" / "LC_MESSAGES"
TU = re.compile(
    r"\b(hai|tuo|tua|tuoi|tue|inserisci|immetti|scegli|seleziona|assicurati|verifica|invia|usa|controlla|riprova)\b",
    re.I,
)
VOCE = re.compile(r'^msgid "(.+)"\n(?:msgid_plural "(?:.+)"\n)?(?:msgstr(?:\[0\])? )"(.+)"$', re.MULTILINE)


def test_the_catalogue_is_compiled() -> None:
    """``django.mo`` says what ``django.po`` says: msgfmt was run."""
    with (CATALOGO / "django.mo").open("rb") as file:
        compilato = gettext.GNUTranslations(file)
    scritte = VOCE.findall((CATALOGO / "django.po").read_text(encoding="utf-8"))
    assert len(scritte) > 60
    for inglese, italiano in scritte:
        chiave, atteso = (testo.replace('\\"', '"') for testo in (inglese, italiano))
        trovato = compilato.gettext(chiave)
        assert (trovato if trovato != chiave else compilato.ngettext(chiave, chiave, 1)) == atteso


@pytest.mark.parametrize(
    "inglese",
    [
        "Enter a whole number.",
        "Enter a valid date.",
        "Select a valid choice. %(value)s is not one of the available choices.",
        "Ensure this value is less than or equal to %(limit_value)s.",
        "Ensure this field has no more than {max_length} characters.",
        "You do not have permission to perform this action.",
        "Must be a valid boolean.",
        "Not a valid string.",
    ],
)
def test_they_speak_to_you_as_the_site_does(inglese: str) -> None:
    assert get_language() == "it"
    detto = tradotto(inglese)
    assert detto != inglese and not TU.search(detto)
