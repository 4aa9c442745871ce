"""What saving one value costs in queries: few, and as many in a body of a thousand indicators as in a small one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Periodo, Rilevazione, StatoPeriodo
from ente.models import Ente, Utente
from tests.servitore import Redattore, Risposta, di_uno, prepara_folla

AL_PIU = 19
"""Session, person; cycle, periods; what measures one value (six, no more than two for one that depends on weighted
phases); the period and the value under lock; the value and its act written; where a transaction begins and ends."""


def salvataggio(ente: Ente, redattore: Redattore, testo: str) -> list[str]:
    """The statements of saving a value that was already there."""
    client = Client()
    client.force_login(Utente.objects.get(username=redattore.username))
    periodo = Periodo.objects.select_related("ciclo").get(ciclo__ente=ente, stato=StatoPeriodo.APERTO)
    pagina = client.get(f"/valori/{periodo.ciclo.anno}/?periodo={periodo.numero}")
    campi = Risposta(pagina.status_code, pagina.content.decode(), "").campi()
    indirizzo = f"/valori/{periodo.ciclo.anno}/{periodo.numero}/{redattore.indicatori[0]}/"
    for scritto in ("1", testo):
        modulo = di_uno(campi, redattore.indicatori[0], scritto)
        with CaptureQueriesContext(connection) as interrogazioni:
            risposta = client.post(indirizzo, modulo, headers={"HX-Request": "true"})
        assert risposta.status_code == 200
        campi |= Risposta(200, risposta.content.decode(), "").campi()
    salvata = Rilevazione.objects.get(periodo=periodo, indicatore=redattore.indicatori[0])
    assert (salvata.versione, str(salvata.valore)) == (2, f"{testo}.000000")
    return [str(q["sql"]) for q in interrogazioni.captured_queries]


@pytest.mark.django_db
def test_saving_a_value_costs_the_same_in_a_large_body() -> None:
    genera(Piano(enti=1, anni=1, periodi=2, collocazioni=40, primo=902))
    genera(Piano(enti=1, anni=4, periodi=4, collocazioni=1923, primo=903))
    conti = []
    for numero, persone in ((902, 1), (903, 4)):
        ente = Ente.objects.get(codice=f"carico-{numero:04}")
        folla = prepara_folla(ente, quanti=persone, ciascuno=10, nome=f"folla{numero}")
        conti.append(salvataggio(ente, folla[0], "2"))
    pochi, molti = conti
    assert len(molti) == len(pochi), "\n".join(molti)
    assert len(molti) <= AL_PIU, "\n".join(molti)
