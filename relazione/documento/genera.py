"""A cycle becomes a document: the whole way from the database to the bytes of a file, in the edition asked for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time

from cruscotto.models import Ciclo, Cruscotto, Periodo
from relazione.documento.blocchi import Composto, Incompletezza
from relazione.documento.componi import componi
from relazione.documento.confronto import confronto_del_ciclo
from relazione.documento.controllo import controlla_pubblica, stringhe_vietate
from relazione.documento.dati import scrivi_dati
from relazione.documento.dati_aperti import allegati
from relazione.documento.html import giorno, scrivi_html
from relazione.documento.modelli import scegli_modello, sezioni_del_modello, titolo_del_modello
from relazione.documento.pagina import scrivi_pagina
from relazione.fotografia import Fotografia, NonPronta, Richiesta, fotografa, fotografa_entrambe, richiesta_di
from relazione.models import Documento, Edizione, Fase, Formato, TipoDocumento

SCRITTORE = 4
"""The version of the writers: raise it when the same snapshot is to be written in another way."""
Avvisa = Callable[[Fase], None]


def trova_richiesta(
    ciclo: Ciclo, tipo: str, periodo: Periodo | None = None, cruscotto: Cruscotto | None = None
) -> Richiesta:
    """What a document of a cycle asks for: as somebody composed it, or as its outline begins it."""
    documento = (
        Documento.objects.di(ciclo.ente)
        .filter(ciclo=ciclo, tipo=tipo, periodo=periodo, cruscotto=cruscotto)
        .select_related("ciclo__ente", "periodo", "cruscotto")
        .first()
    )
    return richiesta_del_documento(documento) if documento else _dal_modello(ciclo, tipo, periodo, cruscotto)


def richiesta_del_documento(documento: Documento) -> Richiesta:
    """What a stored document asks for; without sections, those of its outline. A comparison with what it compares."""
    richiesta = richiesta_di(documento)
    if not richiesta.sezioni:
        modello = scegli_modello(documento.tipo)
        sezioni = sezioni_del_modello(modello, documento.ciclo, documento.periodo, documento.cruscotto)
        richiesta = replace(richiesta, sezioni=sezioni)
    return _con_confronto(richiesta)


def _dal_modello(ciclo: Ciclo, tipo: str, periodo: Periodo | None, cruscotto: Cruscotto | None) -> Richiesta:
    modello = scegli_modello(tipo)
    return _con_confronto(
        Richiesta(
            ciclo=ciclo,
            tipo=tipo,
            titolo=titolo_del_modello(modello, ciclo, periodo, cruscotto),
            data_documento="",
            sezioni=sezioni_del_modello(modello, ciclo, periodo, cruscotto),
            periodo=periodo,
            cruscotto=cruscotto,
        )
    )


def _con_confronto(richiesta: Richiesta) -> Richiesta:
    if richiesta.tipo != TipoDocumento.CONFRONTO:
        return richiesta
    return replace(richiesta, confronto=confronto_del_ciclo(richiesta.ciclo))


def fotografa_edizione(richiesta: Richiesta, edizione: str) -> tuple[Fotografia, tuple[str, ...]]:
    """The snapshot of an edition, and the strings that what is written of it must not hold (none for the full one).

    Raises:
        NonPronta: no draft can be made, or the public edition of what is never published was asked for.
    """
    if edizione == Edizione.INTEGRALE:
        return fotografa(richiesta, edizione), ()
    completa, pubblica = fotografa_entrambe(richiesta)
    if pubblica is None:
        raise NonPronta("La scheda individuale non si pubblica mai: chiedete l'edizione integrale.")
    return pubblica, stringhe_vietate(completa, pubblica)


def scrivi(foto: Fotografia, formato: str, avvisa: Avvisa | None = None) -> bytes:
    """The bytes of a document from its snapshot alone: the same snapshot gives the same bytes.

    Raises:
        ErroreUtente: a picture of the narrative, or the logo, asks for a file that the document may not read.
    """
    avvisa = avvisa or (lambda _: None)
    with _raccolta_rada():
        avvisa(Fase.COMPOSIZIONE)
        composto = componi(foto)
        if formato == Formato.PDF:
            from relazione.documento.pdf import scrivi_pdf  # 35 MB that only who writes one needs

            html = scrivi_html(composto)
            avvisa(Fase.STAMPA)
            return scrivi_pdf(html, allegati(composto), momento(foto))
        avvisa(Fase.STAMPA)
        if formato == Formato.HTML:
            return scrivi_pagina(composto)
        if formato == Formato.ODT:
            from relazione.documento.odt import scrivi_odt

            return scrivi_odt(composto)
        return scrivi_dati(composto)


def genera(richiesta: Richiesta, edizione: str = Edizione.PUBBLICA, formato: str = Formato.PDF) -> bytes:
    """A document from the database to its bytes; a public edition only if the check on the bytes finds nothing.

    Raises:
        ErroreUtente: something is missing or named wrong; the message says what.
        EdizioneNonPubblica: the public edition would say something that is not public.
    """
    foto, vietate = fotografa_edizione(richiesta, edizione)
    contenuto = scrivi(foto, formato)
    controlla_pubblica(contenuto, formato, vietate)
    return contenuto


def incompletezze(documento: Documento) -> tuple[Incompletezza, ...]:
    """What there is to complete in a document before it is approved, with its section, in document order.

    Also what only the public edition lacks: a sentence, out of a reserved passage, that recalls what is not public.
    """
    completa, pubblica = fotografa_entrambe(richiesta_del_documento(documento))
    tutte = componi(completa).incompletezze
    if pubblica is None:
        return tutte
    note = {(i.codice, _soggetto(i)) for i in tutte}
    sole = (i for i in componi(pubblica).incompletezze if (i.codice, _soggetto(i)) not in note)
    return (*tutte, *(_della_pubblica(i) for i in sole))


def _soggetto(i: Incompletezza) -> str:
    """What is incomplete, without the reason, which an edition may say otherwise."""
    return i.richiamo or i.perche.partition(": ")[0]


def _della_pubblica(i: Incompletezza) -> Incompletezza:
    dove = "nell'edizione pubblica, "
    return replace(i, richiamo=dove + i.richiamo) if i.richiamo else replace(i, perche=dove + i.perche)


def componi_documento(documento: Documento, edizione: str = Edizione.INTEGRALE) -> Composto:
    """A stored document composed as it is now: for the preview, the list of what is incomplete, the picker."""
    foto, _ = fotografa_edizione(richiesta_del_documento(documento), edizione)
    return componi(foto)


@contextmanager
def _raccolta_rada() -> Iterator[None]:
    """Collect cyclic garbage seldom while a document is made.

    A layout keeps nearly all of its many small objects to the end: looking for garbage among them took an eighth of
    the time and freed nothing (the peak of memory is the same, 460 MB).
    """
    soglie = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*soglie)
        gc.unfreeze()


def momento(foto: Fotografia) -> datetime:
    """The date of the document, at midnight UTC."""
    return datetime.combine(giorno(foto), time(), tzinfo=UTC)
