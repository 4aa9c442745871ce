"""Sealing that did not happen by itself: asked again, or for the first time of what was adopted elsewhere."""

from __future__ import annotations

from django.db import transaction

from cruscotto.ciclo.blocchi import NonModificabile, blocca_ciclo
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.edizioni.actions.edizione import registra_edizione
from relazione.edizioni.actions.sigillo import sigilla_relazione
from relazione.edizioni.actions.sigillo_oiv import sigilla_documenti_oiv
from relazione.edizioni.documenti_oiv import da_sigillare
from relazione.edizioni.lettere import scrivi_a
from relazione.models import Documento, RelazioneApprovata, TipoDocumento

CHI = "Il sigillo lo chiede il controllo di gestione."


@transaction.atomic
def richiedi_sigillo(*, ciclo: Ciclo, da: Utente) -> RelazioneApprovata:
    """Seal the Relazione of an adopted cycle, or the documents that the OIV validated it with: again when it could not
    be done, for the first time when the cycle came in already adopted (loaded from a folder, or by an older version).

    Raises:
        NonModificabile: the Relazione is not adopted, has no sections, or is sealed already.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(Poteri.di(da).controllo and ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    ultima = RelazioneApprovata.objects.filter(ciclo=ciclo).select_related("ciclo").first()
    if ultima is not None and ultima.sigillata and not da_sigillare(ultima):
        raise NonModificabile(f"{ultima} è già sigillata.")
    if ultima is None:
        ultima = registra_adottata(ciclo=ciclo, da=da)
    else:
        RelazioneApprovata.objects.filter(pk=ultima.pk).update(sigillo_mancato="")
        (sigilla_documenti_oiv if ultima.sigillata else sigilla_relazione).enqueue(ultima.pk)
    registra(ente=ciclo.ente, da=da, azione="chiede il sigillo", oggetto=ultima, anno=ciclo.anno)
    return ultima


def registra_adottata(*, ciclo: Ciclo, da: Utente | None) -> RelazioneApprovata:
    """The first edition of a cycle that came in adopted: what it says now is what was adopted, since it cannot change.

    Raises:
        NonModificabile: the Relazione is not adopted, or has no sections.
    """
    documenti = Documento.objects.filter(ciclo=ciclo, tipo=TipoDocumento.RELAZIONE, sezioni__isnull=False)
    documento = documenti.select_related("ciclo__ente").first()
    if not ciclo.congelato or documento is None:
        raise NonModificabile(
            f"La Relazione {ciclo.anno} non è approvata, o non ha sezioni: non c'è nulla da sigillare."
        )
    edizione = registra_edizione(ciclo=ciclo, documento=documento, da=da)
    scrivi_a(edizione, "approvata", da)
    return edizione
