"""A document of a cycle begun from an outline."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.models import Ciclo, Cruscotto, Periodo, TipoCruscotto
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.documento.modelli import scegli_modello, sezioni_del_modello, titolo_del_modello
from relazione.fotografia import SezioneFoto
from relazione.models import Documento, Origine, Sezione, TipoDocumento
from relazione.pubblicazione.ordine import PASSO
from relazione.pubblicazione.scrittoio import chi_scrive, scrive_tipo
from relazione.pubblicazione.storia import conserva, ultimi_numeri


class DocumentoRifiutato(ErroreUtente):
    """The document cannot be begun; the message says why."""


@transaction.atomic
def crea_documento(
    *,
    ciclo: Ciclo,
    tipo: str,
    modello: str = "",
    periodo: Periodo | None = None,
    cruscotto: Cruscotto | None = None,
    da: Utente,
) -> Documento:
    """Begin a document of a cycle with the sections of an outline (that of its kind when ``modello`` is empty).

    Asked again, it gives the one that is there as it is; one without sections gets them.

    Raises:
        PermissionDenied: the person is not controllo di gestione; of what the OIV signs, the OIV.
        ModelloSconosciuto: there is no such outline of that kind.
        DocumentoRifiutato: a monitoring report without its period, an individual sheet without its scorecard, or of
            another cycle.
        NonModificabile: the Relazione of the cycle has been adopted, and the document is a Relazione.
    """
    poteri = Poteri.di(da)
    suo = ciclo.ente_id == da.ente_id and scrive_tipo(poteri, tipo)
    esige(suo, f"Questo documento lo comincia {chi_scrive(tipo)}.")
    esige_parti(ciclo, tipo, periodo, cruscotto)
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    chiave = {"ciclo": ciclo, "tipo": tipo, "periodo": periodo, "cruscotto": cruscotto}
    gia = Documento.objects.di(ciclo.ente).filter(**chiave).first()
    if gia is not None and gia.sezioni.exists():
        return gia
    if tipo == TipoDocumento.RELAZIONE:
        esige_ciclo_modificabile(ciclo)
    scelto = scegli_modello(tipo, modello)
    documento = gia or Documento.objects.create(**chiave, titolo=titolo_del_modello(scelto, ciclo, periodo, cruscotto))
    _scrivi_sezioni(documento, sezioni_del_modello(scelto, ciclo, periodo, cruscotto))
    registra(ente=ciclo.ente, da=da, azione="comincia documento", oggetto=documento, modello=scelto.codice)
    return documento


def _scrivi_sezioni(documento: Documento, sezioni: Iterable[SezioneFoto]) -> None:
    numeri = ultimi_numeri(documento)
    nuove = [
        Sezione(
            documento=documento,
            ordine=n * PASSO,
            codice=s.codice,
            titolo=s.titolo,
            livello=s.livello,
            numerata=s.numerata,
            figli=s.figli,
            riservata=s.riservata,
            testo=s.testo,
            versione=numeri.get(s.codice, 0) + 1,
        )
        for n, s in enumerate(sezioni, 1)
    ]
    Sezione.objects.bulk_create(nuove)
    conserva(nuove, Origine.MODELLO, None)


def esige_parti(ciclo: Ciclo, tipo: str, periodo: Periodo | None, cruscotto: Cruscotto | None) -> None:
    """Refuse a document without what its kind asks for, or with what it does not (DocumentoRifiutato)."""
    if tipo not in TipoDocumento.values:
        raise DocumentoRifiutato(f"«{tipo}» non è un documento del ciclo: {', '.join(TipoDocumento.values)}.")
    if (tipo == TipoDocumento.MONITORAGGIO) != (periodo is not None):
        raise DocumentoRifiutato("Il rapporto di monitoraggio è di un periodo, e solo lui: scegliete il periodo.")
    individuale = cruscotto is not None and cruscotto.tipo == TipoCruscotto.INDIVIDUALE
    if (tipo == TipoDocumento.SCHEDA_INDIVIDUALE) != individuale or (cruscotto is not None and not individuale):
        raise DocumentoRifiutato("La scheda individuale è di un cruscotto individuale, e solo lei: scegliete quale.")
    if any(parte is not None and parte.ciclo_id != ciclo.pk for parte in (periodo, cruscotto)):
        raise DocumentoRifiutato("Il periodo o il cruscotto è di un altro ciclo: scegliete fra quelli di questo.")
