"""An opening taken back while nothing has been done in the new year."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import ProtectedError

from contesto.models import VoceBilancio
from cruscotto.ciclo.blocchi import NonModificabile, blocca_ciclo, blocca_regole
from cruscotto.ciclo.righe_del_ciclo import modelli_del_ciclo, righe_del_ciclo
from cruscotto.models import Ciclo, Periodo, Riporto, StatoCiclo
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.apertura.actions.apertura import CHI
from relazione.apertura.impronta import impronta_anno


def perche_no(riporto: Riporto) -> str:
    """Why an opening can be taken back no more, in one sentence; empty while it can."""
    anno = riporto.ciclo.anno
    if riporto.ciclo.stato != StatoCiclo.PIANIFICAZIONE:
        return f"Il {anno} non è più in pianificazione: l'apertura non si annulla."
    if not riporto.impronta:
        return f"Il {anno} non è stato aperto da questa pagina: l'apertura non si annulla."
    if impronta_anno(riporto.ciclo) != riporto.impronta:
        return f"Nel {anno} si è già lavorato: l'apertura non si annulla più. Correggete il ciclo."
    return ""


@transaction.atomic
def annulla_apertura(*, riporto: Riporto, da: Utente) -> None:
    """Take back the opening of a year: every row that it made goes, and what was there before stays as it was. Twice is
    once.

    Raises:
        NonModificabile: something has been done in the year since.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(Poteri.di(da).controllo and riporto.ciclo.ente_id == da.ente_id, CHI)
    blocca_regole(riporto.ciclo.ente_id)
    attuale = Riporto.objects.select_related("ciclo__ente", "da_ciclo").filter(pk=riporto.pk).first()
    if attuale is None:
        return
    ciclo, riporto = blocca_ciclo(attuale.ciclo_id, esclusivo=True), attuale
    motivo = perche_no(riporto)
    if motivo:
        raise NonModificabile(motivo)
    nome, da_anno = str(riporto), riporto.da_ciclo.anno
    try:
        _togli(ciclo, riporto)
    except ProtectedError:
        raise NonModificabile(
            f"Un'importazione guarda già al {ciclo.anno}: scartatela, poi ripetete l'annullamento."
        ) from None
    registra(ente=ciclo.ente, da=da, azione="annulla apertura", oggetto=nome, da_anno=da_anno)


def _togli(ciclo: Ciclo, riporto: Riporto) -> None:
    if riporto.voci_bilancio:
        VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno).delete()
    tenuti = {Periodo} if riporto.con_periodi else set()
    a_cascata = {m for m in modelli_del_ciclo() if _segue(m)}
    for righe in righe_del_ciclo(ciclo):
        if righe.model not in a_cascata | tenuti:
            righe.delete()
    if riporto.preesistente:
        riporto.delete()
        Ciclo.objects.filter(pk=ciclo.pk).update(**dict.fromkeys(riporto.riempiti, ""))
    else:
        Ciclo.objects.filter(pk=ciclo.pk).delete()


def _segue(modello: type[models.Model]) -> bool:
    """Whether the rows of a model go by themselves with what they hang from."""
    cicliche = {*modelli_del_ciclo(), Ciclo}
    return any(
        isinstance(c, models.ForeignKey) and c.related_model in cicliche and c.remote_field.on_delete is models.CASCADE
        for c in modello._meta.concrete_fields
    )
