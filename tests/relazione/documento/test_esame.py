"""What is wrong in a text as somebody writes it, with its line."""

from __future__ import annotations

import pytest

from cruscotto.models import Ciclo
from relazione.documento.componi import componi
from relazione.documento.esame import esamina
from relazione.documento.genera import fotografa_edizione, richiesta_del_documento
from relazione.models import Documento, Edizione

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("testo", "attesi"),
    [
        ("Tutto bene, {{ conta indicatori }} e {{ sezione presentazione }}.\n\n[[albero]]", []),
        ("Uno\n\n[[foo]]", [(3, "non conosco il richiamo [[foo]]")]),
        ("[[tavola]]", [(1, "vuole un codice")]),
        ("Uno\nDue {{ boh x }}", [(2, "Non conosco «boh»")]),
        ("{{ sezione mai-vista }}", [(1, "mai-vista")]),
        ("Uno {{ conta\n\nDue }}", [(1, "non è chiuso")]),
        ("[[albero", [(1, "non è chiuso")]),
        ("Vedi [[albero]] qui", [(1, "su una riga da solo")]),
        ("Uno\n[due](pagina.html)", [(2, "https://")]),
        ("[x](ftp://a.it/b) [y](https://) [z](https://a.it) [m](mailto:a@b.it)", [(1, "ftp"), (1, "incompleto")]),
        ("Uno\n\n![a](b.png)", [(3, "immagini")]),
        ("{{ riservato: dentro {{ conta indicatori }} }} e {{ riservato: aperto", [(1, "non è chiuso")]),
        ("`{{ non si legge`", []),
    ],
)
def test_what_is_wrong_is_said_with_its_line(ciclo: Ciclo, testo: str, attesi: list[tuple[int, str]]) -> None:
    documento = Documento.objects.get(ciclo=ciclo, tipo="relazione")
    foto, _ = fotografa_edizione(richiesta_del_documento(documento), Edizione.INTEGRALE)
    errori = esamina(testo, componi(foto))
    assert [e.riga for e in errori] == [riga for riga, _ in attesi], errori
    for errore, (_, parola) in zip(errori, attesi, strict=True):
        assert parola.lower() in errore.frase.lower()


@pytest.mark.parametrize(
    "ostile", ["{{" * 30_000, "[[a" * 30_000, "`{{" * 20_000, "{{ x }}\n\n" * 3_000, "[](" * 9_000]
)
def test_hostile_texts_are_examined(ciclo: Ciclo, ostile: str) -> None:
    """Not one sentence for each brace, and no reading that grows with the square."""
    documento = Documento.objects.get(ciclo=ciclo, tipo="relazione")
    foto, _ = fotografa_edizione(richiesta_del_documento(documento), Edizione.INTEGRALE)
    assert len(esamina(ostile, componi(foto))) <= ostile.count("\n") + 1
