"""The outline of a document and who writes it: sections added, renamed, moved, removed, assigned.

What was reserved because of where it stood stays reserved wherever it goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from cruscotto.avvisi.actions.invio import avvisa_persone
from cruscotto.models import Fatto
from ente.actions.registro import differenze, registra
from ente.models import Incarico, Utente
from ente.poteri import Poteri, esige
from relazione.models import Documento, Origine, Sezione
from relazione.pubblicazione.actions.scrittura import (
    ScritturaRifiutata,
    SezioneCambiata,
    SezioneTolta,
    blocca_documento,
    pulisci_titolo,
)
from relazione.pubblicazione.indirizzi import pagina_di_sezione
from relazione.pubblicazione.ordine import SEZIONI_MASSIME, posti_liberi, riordina, sotto
from relazione.pubblicazione.scrittoio import Scrittoio, chi_scrive, codici_aperti, codici_pubblici, esige_scrivibile
from relazione.pubblicazione.storia import conserva, ultimi_numeri

LIVELLI = (1, 2, 3)


@transaction.atomic
def aggiungi_sezione(
    *, documento: Documento, titolo: str, livello: int = 1, dopo: Sezione | None = None, da: Utente
) -> Sezione:
    """A new empty section, after another and all that stands under it, or at the end.

    Raises:
        PermissionDenied: the person does not write the whole document.
        NonModificabile: the document cannot change any more.
        ScritturaRifiutata, SezioneTolta
    """
    scrittoio = _blocca(documento, da)
    sezioni = [s for _, s in scrittoio.sezioni]
    titolo = pulisci_titolo(titolo)
    _esige_livello(livello)
    if len(sezioni) >= SEZIONI_MASSIME:
        raise ScritturaRifiutata(f"Il documento ha già {SEZIONI_MASSIME} sezioni: toglietene, o unitele.")
    codice = _codice_libero(titolo, {s.codice for s in sezioni})
    posto = len(sezioni)
    if dopo is not None:
        prima = _trova(sezioni, dopo)
        posto = sezioni.index(prima) + 1 + len(sotto(sezioni, prima))
    nuova = Sezione(
        documento=scrittoio.documento,
        codice=codice,
        titolo=titolo,
        livello=livello,
        ordine=next(posti_liberi(sezioni)),
        versione=ultimi_numeri(documento).get(codice, 0) + 1,
        scritta_da=da,
        scritta_il=timezone.now(),
    )
    nuova.save()
    con_questa = [*sezioni[:posto], nuova, *sezioni[posto:]]
    _esige_gradini(_salti(sezioni), con_questa)
    riordina(con_questa)
    conserva([nuova], Origine.SCRITTA, da)
    registra(ente=scrittoio.documento.ciclo.ente, da=da, azione="aggiunge sezione", oggetto=nuova)
    return nuova


@transaction.atomic
def ridefinisci_sezione(
    *, sezione: Sezione, titolo: str, livello: int, numerata: bool, riservata: bool, versione: int, da: Utente
) -> Sezione:
    """Change the title of a section and how it stands in the document; what stands under it changes level with it.

    Raises:
        As ``aggiungi_sezione``; SezioneCambiata: somebody else wrote it meanwhile.
    """
    scrittoio = _blocca(sezione.documento, da)
    sezioni = [s for _, s in scrittoio.sezioni]
    attuale = _trova(sezioni, sezione)
    titolo = pulisci_titolo(titolo)
    _esige_livello(livello)
    prima = {n: getattr(attuale, n) for n in ("titolo", "livello", "numerata", "riservata")}
    dopo = {"titolo": titolo, "livello": livello, "numerata": numerata, "riservata": riservata}
    cambi: dict[str, Any] = dict(differenze(prima, dopo))
    if not cambi:
        return attuale
    if versione != attuale.versione:
        raise SezioneCambiata(attuale)
    erano_riservate, salti = _riservate(scrittoio.documento, sezioni), _salti(sezioni)
    figlie = sotto(sezioni, attuale)
    scarto = livello - attuale.livello
    if any(f.livello + scarto not in LIVELLI for f in figlie):
        raise ScritturaRifiutata(
            f"Sotto «{attuale.titolo}» ci sono sezioni che andrebbero oltre il terzo livello: spostatele prima."
        )
    nuovo_testo = titolo != attuale.titolo
    attuale.titolo, attuale.livello, attuale.numerata, attuale.riservata = titolo, livello, numerata, riservata
    if nuovo_testo:
        attuale.versione, attuale.scritta_da, attuale.scritta_il = attuale.versione + 1, da, timezone.now()
    for figlia in figlie:
        figlia.livello += scarto
    # Only what the person said of this one may open it: those that it covered stay reserved.
    _tieni_riservate(scrittoio.documento, sezioni, erano_riservate - {attuale.pk})
    _esige_gradini(salti, sezioni)
    campi = ["titolo", "livello", "numerata", "riservata", "versione", "scritta_da", "scritta_il"]
    Sezione.objects.bulk_update(sezioni, campi)
    if nuovo_testo:
        conserva([attuale], Origine.SCRITTA, da)
    registra(ente=scrittoio.documento.ciclo.ente, da=da, azione="cambia sezione", oggetto=attuale, **cambi)
    return attuale


@transaction.atomic
def sposta_sezione(*, sezione: Sezione, su: bool, da: Utente) -> Sezione:
    """Move a section, with all that stands under it, before the one of its level that precedes it, or after the next.
    The first that goes up, or the last that goes down, stays.

    Raises:
        As ``aggiungi_sezione``.
    """
    scrittoio = _blocca(sezione.documento, da)
    sezioni = [s for _, s in scrittoio.sezioni]
    attuale = _trova(sezioni, sezione)
    blocco = [attuale, *sotto(sezioni, attuale)]
    resto = [s for s in sezioni if s not in blocco]
    posto = sezioni.index(attuale)
    vicina = _vicina(sezioni, attuale, posto, len(blocco), su)
    if vicina is None:
        return attuale
    dentro = vicina.livello < attuale.livello  # the last of a chapter that goes down is the first of the next one
    dove = resto.index(vicina) + (0 if su else 1 if dentro else 1 + len(sotto(sezioni, vicina)))
    nuove = [*resto[:dove], *blocco, *resto[dove:]]
    _esige_gradini(_salti(sezioni), nuove)
    _tieni_riservate(scrittoio.documento, nuove, _riservate(scrittoio.documento, sezioni))
    Sezione.objects.bulk_update(nuove, ["riservata"])
    riordina(nuove)
    verso = "più su" if su else "più giù"
    registra(ente=scrittoio.documento.ciclo.ente, da=da, azione="sposta sezione", oggetto=attuale, verso=verso)
    return attuale


@transaction.atomic
def togli_sezione(*, sezione: Sezione, versione: int, da: Utente) -> None:
    """Take a section away; its texts stay in the history, and come back under the same code.

    Raises:
        As ``aggiungi_sezione``; SezioneCambiata: somebody else wrote it. ScritturaRifiutata: others stand under
        it.
    """
    scrittoio = _blocca(sezione.documento, da)
    sezioni = [s for _, s in scrittoio.sezioni]
    attuale = _trova(sezioni, sezione)
    if versione != attuale.versione:
        raise SezioneCambiata(attuale)
    if figlie := sotto(sezioni, attuale):
        raise ScritturaRifiutata(
            f"«{attuale.titolo}» ha {len(figlie)} sezioni sotto di sé: toglietele o spostatele, poi toglietela."
        )
    attuale.versione += 1
    conserva([attuale], Origine.TOLTA, da)
    registra(
        ente=scrittoio.documento.ciclo.ente, da=da, azione="toglie sezione", oggetto=attuale, codice=attuale.codice
    )
    attuale.delete()


@transaction.atomic
def assegna_sezione(*, sezione: Sezione, a: Utente | None, entro: dt.date | None, da: Utente) -> Sezione:
    """Say who writes a section and by when; None gives it back to who writes the whole document.

    Raises:
        As ``aggiungi_sezione``; ScritturaRifiutata: the person is of another body or has no role today, or does not
        read everything of the body and the section holds what is reserved.
    """
    scrittoio = _blocca(sezione.documento, da)
    sezioni = [s for _, s in scrittoio.sezioni]
    attuale = _trova(sezioni, sezione)
    if a is not None:
        _esige_assegnabile(scrittoio, sezioni, attuale, a)
    prima = {"assegnata_a": attuale.assegnata_a, "entro": attuale.entro}
    cambi: dict[str, Any] = dict(differenze(prima, {"assegnata_a": a, "entro": entro}))
    if not cambi:
        return attuale
    attuale.assegnata_a, attuale.entro = a, entro
    attuale.save(update_fields=["assegnata_a", "entro"])
    registra(ente=scrittoio.documento.ciclo.ente, da=da, azione="assegna sezione", oggetto=attuale, **cambi)
    _avvisa_chi_scrive(scrittoio.documento, attuale, da)
    return attuale


def _avvisa_chi_scrive(documento: Documento, sezione: Sezione, da: Utente) -> None:
    entro = f", entro il {sezione.entro:%d/%m/%Y}" if sezione.entro else ""
    frase = f"{documento}: la sezione «{sezione.titolo}» la scrivete voi{entro}."
    chi = [sezione.assegnata_a] if sezione.assegnata_a else []
    dove = pagina_di_sezione(documento, documento.ciclo.anno, sezione.codice)
    avvisa_persone(Fatto.SEZIONE, chi, frase, dove, da)


def _esige_assegnabile(scrittoio: Scrittoio, sezioni: Sequence[Sezione], sezione: Sezione, a: Utente) -> None:
    incarichi = Incarico.objects.filter(utente=a).validi_il(timezone.localdate())
    if a.ente_id != scrittoio.documento.ciclo.ente_id or not a.is_active or not incarichi.exists():
        raise ScritturaRifiutata(f"{a} oggi non ha un incarico in questo ente: scegliete un'altra persona.")
    if not Poteri.di(a).tutto_l_ente and sezione.codice not in codici_aperti(scrittoio.documento, sezioni):
        raise ScritturaRifiutata(
            f"«{sezione.titolo}» contiene ciò che è riservato, e {a} non legge tutto l'ente: assegnatela a chi lo "
            "legge, o dividetela in due sezioni."
        )


def _blocca(documento: Documento, da: Utente) -> Scrittoio:
    """The document as it is now, if the person writes the whole of it."""
    scrittoio = blocca_documento(documento, da)
    esige(scrittoio.scrive_tutto, f"Lo schema di questo documento lo cambia {chi_scrive(documento.tipo)}.")
    esige_scrivibile(scrittoio.documento)
    return scrittoio


def _trova(sezioni: Sequence[Sezione], sezione: Sezione) -> Sezione:
    attuale = next((s for s in sezioni if s.pk == sezione.pk), None)
    if attuale is None:
        raise SezioneTolta
    return attuale


def _esige_livello(livello: int) -> None:
    if livello not in LIVELLI:
        raise ScritturaRifiutata("I livelli delle sezioni sono tre: scegliete 1, 2 o 3.")


def _codice_libero(titolo: str, usati: set[str]) -> str:
    radice = slugify(titolo)[:70].strip("-") or "sezione"
    codice, n = radice, 1
    while codice in usati:
        n += 1
        codice = f"{radice}-{n}"
    return codice


def _vicina(sezioni: Sequence[Sezione], sezione: Sezione, posto: int, quante: int, su: bool) -> Sezione | None:
    """The section that another passes when it moves by one: of its level, or the chapter that it leaves or enters."""
    if not su:
        return sezioni[posto + quante] if posto + quante < len(sezioni) else None
    return next((s for s in reversed(sezioni[:posto]) if s.livello <= sezione.livello), None)


def _esige_gradini(prima: Collection[int], sezioni: Sequence[Sezione]) -> None:
    """Refuse an outline that jumps a level where it did not before: its headings could not be read in order."""
    for s in sezioni:
        if s.pk in _salti(sezioni) - set(prima):
            raise ScritturaRifiutata(
                f"«{s.titolo}» resterebbe di livello {s.livello} senza una sezione di livello {s.livello - 1} sopra "
                "di sé: cambiate prima il livello, o il posto."
            )


def _salti(sezioni: Sequence[Sezione]) -> set[int]:
    """The keys of the sections that are more than one level under the one before them."""
    livelli = [0, *(s.livello for s in sezioni)]
    return {s.pk for sopra, s in zip(livelli, sezioni, strict=False) if s.livello > sopra + 1}


def _riservate(documento: Documento, sezioni: Sequence[Sezione]) -> set[int]:
    """The keys of the sections that the public edition leaves out."""
    pubblici = codici_pubblici(documento, sezioni)
    return {s.pk for s in sezioni if s.codice not in pubblici}


def _tieni_riservate(documento: Documento, sezioni: Sequence[Sezione], erano: Collection[int]) -> None:
    """Mark those that were reserved and would not be any more."""
    sono = _riservate(documento, sezioni)
    for s in sezioni:
        if s.pk in set(erano) - sono:
            s.riservata = True
