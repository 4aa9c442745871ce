"""From the database to the examination of the OIV as its documents freeze it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from cruscotto.models import Ciclo
from relazione.fotografia.valori import ContoFoto, CriterioFoto, EsameFoto
from relazione.models import ContoEsame, CriterioEsaminato, EsameOiv, Osservazione, RelazioneApprovata


def leggi_esame(ciclo: Ciclo) -> EsameFoto | None:
    """The last examination of the Relazione of a cycle; None where none is begun. Five queries."""
    esami = EsameOiv.objects.di(ciclo.ente).filter(approvata__ciclo=ciclo).select_related("approvata")
    esame = esami.order_by("-approvata__numero").first()
    if esame is None:
        return None
    edizione = esame.approvata
    osservazioni = list(edizione.osservazioni.all())
    conti = list(esame.conti.all())
    assert edizione.sigillata_il is not None  # noqa: S101 - only what is sealed is examined
    dopo = RelazioneApprovata.objects.filter(ciclo=ciclo, numero__gt=edizione.numero)
    return EsameFoto(
        edizione=edizione.numero,
        atto=edizione.atto,
        impronta=edizione.impronta_manifesto,
        sigillata_il=timezone.localtime(edizione.sigillata_il).date(),
        contato_il=timezone.localtime(esame.contato_il).date(),
        esito=esame.get_esito_display() if esame.esito else "",
        conclusioni=esame.conclusioni,
        concluso_il=timezone.localtime(esame.concluso_il).date() if esame.concluso_il else None,
        precedente=dopo.exists(),
        separazione=edizione.separazione,
        criteri=tuple(_criterio(c, conti, osservazioni) for c in esame.criteri.all()),
        osservazioni=tuple((o.testo, o.risposta) for o in osservazioni if not o.criterio),
    )


def _criterio(c: CriterioEsaminato, conti: Iterable[ContoEsame], osservazioni: Iterable[Osservazione]) -> CriterioFoto:
    return CriterioFoto(
        lettera=c.lettera,
        codice=c.codice,
        titolo=c.titolo,
        domanda=c.domanda,
        norma=c.norma,
        giudizio=c.get_giudizio_display() if c.giudizio else "",
        motivo=c.motivo,
        osservazioni=c.osservazioni,
        conti=tuple(ContoFoto(k.codice, k.nome, k.testo) for k in conti if k.criterio == c.codice),
        risposte=tuple((o.testo, o.risposta) for o in osservazioni if o.criterio == c.codice),
    )
