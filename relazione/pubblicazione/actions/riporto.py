"""The narrative of the year before in this year's document, section by section, to be read again by a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import blocca_ciclo
from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.documento.modelli import scegli_modello, titolo_del_modello
from relazione.models import Documento, Origine, Sezione, StatoSezione
from relazione.pubblicazione.actions.documenti import esige_parti
from relazione.pubblicazione.actions.scrittura import ScritturaRifiutata, blocca_documento
from relazione.pubblicazione.ordine import SEZIONI_MASSIME, posti_liberi, riordina
from relazione.pubblicazione.riportabile import Esito, VoceRiportabile, confronta, documento_prima, ha_narrativa
from relazione.pubblicazione.scrittoio import chi_scrive, esige_scrivibile, scrive_tipo
from relazione.pubblicazione.storia import conserva, ultimi_numeri


@dataclass(frozen=True, slots=True)
class Riportate:
    """What was carried over: sections made, sections filled, those left as somebody had written them."""

    anno: int
    nuove: int
    riempite: int
    lasciate: int


@transaction.atomic
def riporta_narrativa(*, documento: Documento, da: Utente) -> Riportate:
    """Fill the sections of a document that nobody has written with those of the latest year before, by code; make those
    that are missing, each after the one that it followed. What has words to read again is marked so; nothing that
    somebody wrote is touched, and no word of the texts is changed. Asked again it does only what is left.

    Raises:
        PermissionDenied: the person does not write the whole document.
        NonModificabile: the document cannot change any more.
        ScritturaRifiutata: no year before has the same document.
    """
    scrittoio = blocca_documento(documento, da)
    documento = scrittoio.documento
    esige(scrittoio.scrive_tutto, f"Questo documento lo scrive {chi_scrive(documento.tipo)}.")
    esige_scrivibile(documento)
    prima = documento_prima(documento)
    if prima is None:
        raise ScritturaRifiutata(
            f"Non c'è un documento come questo in un anno prima del {documento.ciclo.anno}: cominciate da un modello."
        )
    sezioni = [s for _, s in scrittoio.sezioni]
    voci = confronta(prima, documento, sezioni)
    if len(sezioni) + sum(v.esito is Esito.NUOVA for v in voci) > SEZIONI_MASSIME:
        raise ScritturaRifiutata(f"Le sezioni sarebbero più di {SEZIONI_MASSIME}: toglietene qualcuna prima.")
    nuove = _aggiungi(documento, sezioni, voci)
    riempite = [_riempi(v) for v in voci if v.esito is Esito.RIEMPIE]
    campi = ["titolo", "testo", "versione", "stato", "accettata_da", "accettata_il", "riportata_da", "scritta_il"]
    Sezione.objects.bulk_update(riempite, campi)
    conserva([*nuove, *riempite], Origine.RIPORTATA, da)
    fatte = Riportate(prima.ciclo.anno, len(nuove), len(riempite), sum(v.esito is Esito.SCRITTA for v in voci))
    if nuove or riempite:
        registra(
            ente=documento.ciclo.ente,
            da=da,
            azione="riporta narrativa",
            oggetto=documento,
            da_anno=fatte.anno,
            quanti=fatte.nuove + fatte.riempite,
        )
    return fatte


@transaction.atomic
def comincia_riportando(
    *, ciclo: Ciclo, tipo: str, periodo: Periodo | None = None, cruscotto: Cruscotto | None = None, da: Utente
) -> Documento:
    """Begin a document of a cycle with the sections of the latest year before, to be read again.

    Raises:
        As ``crea_documento`` and ``riporta_narrativa``.
    """
    poteri = Poteri.di(da)
    suo = ciclo.ente_id == da.ente_id and scrive_tipo(poteri, tipo)
    esige(suo, f"Questo documento lo comincia {chi_scrive(tipo)}.")
    esige_parti(ciclo, tipo, periodo, cruscotto)
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    titolo = titolo_del_modello(scegli_modello(tipo), ciclo, periodo, cruscotto)
    documento, _ = Documento.objects.get_or_create(
        ciclo=ciclo, tipo=tipo, periodo=periodo, cruscotto=cruscotto, defaults={"titolo": titolo}
    )
    riporta_narrativa(documento=documento, da=da)
    return documento


def _riempi(voce: VoceRiportabile) -> Sezione:
    """This year's section with the text of the year before; it keeps its own place, number and title."""
    nuova, vecchia = voce.nuova, voce.vecchia
    assert nuova is not None  # noqa: S101 - what is filled is there
    nuova.testo, nuova.versione = vecchia.testo, nuova.versione + 1
    _segna(nuova, vecchia)
    return nuova


def _segna(nuova: Sezione, vecchia: Sezione) -> None:
    da_rivedere = ha_narrativa(nuova.titolo, nuova.testo)
    nuova.stato = StatoSezione.DA_RIVEDERE if da_rivedere else StatoSezione.ACCETTATA
    nuova.accettata_da = nuova.accettata_il = None
    nuova.riportata_da, nuova.scritta_il = vecchia, timezone.now()


def _aggiungi(documento: Documento, sezioni: list[Sezione], voci: Iterable[VoceRiportabile]) -> list[Sezione]:
    """The sections that this year lacks, each after the one that it followed, and all in their places."""
    numeri = ultimi_numeri(documento)
    liberi = posti_liberi(sezioni)
    in_ordine, nuove = list(sezioni), []
    posto = 0  # after what of this year corresponds to the last one seen
    for voce in voci:
        if voce.nuova is not None:
            posto = in_ordine.index(voce.nuova) + 1
            continue
        vecchia = voce.vecchia
        nuova = Sezione(
            documento=documento,
            ordine=next(liberi),
            codice=vecchia.codice,
            titolo=vecchia.titolo,
            livello=vecchia.livello,
            numerata=vecchia.numerata,
            figli=vecchia.figli,
            riservata=vecchia.riservata,
            testo=vecchia.testo,
            versione=numeri.get(vecchia.codice, 0) + 1,
        )
        _segna(nuova, vecchia)
        in_ordine.insert(posto, nuova)
        nuove.append(nuova)
        posto += 1
    Sezione.objects.bulk_create(nuove)
    riordina(in_ordine)
    return nuove
