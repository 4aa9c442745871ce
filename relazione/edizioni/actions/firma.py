"""The signature of a sealed file: detached (CAdES, ``.p7m``), kept beside it with a hash of its own. A signature put
inside the PDF would break PDF/A-3 and PDF/UA (docs/adr), so it is refused with what it costs."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.edizioni.actions.sigillo import DaSigillare, conserva_file
from relazione.edizioni.cms import NonCms, leggi_cms
from relazione.edizioni.custodia import leggi_sigillato
from relazione.edizioni.passaggi import blocca_edizione
from relazione.models import FileSigillato, GenereSigillato

MASSIMO = 40 * 1024 * 1024
"""Bytes: a signature that wraps its document is a little larger than it."""
TIPO = "application/pkcs7-mime"


class FirmaRifiutata(ErroreUtente):
    """What was sent is not a detached or wrapping signature."""


@transaction.atomic
def allega_firma(*, file: FileSigillato, firma: UploadedFile, da: Utente) -> FileSigillato:
    """Keep the signature of a sealed file beside it. The same one twice is once.

    Raises:
        FirmaRifiutata: it is not a ``.p7m`` or ``.p7s`` in CMS (RFC 5652), it is too large, it is a PDF, it is the
            signature of something else.
        SigilloRotto: the file on the disk is not what was sealed.
        PermissionDenied: the person is neither controllo di gestione nor, for the OIV's documents, of the OIV.
    """
    poteri = Poteri.di(da)
    suo = poteri.oiv if file.genere == GenereSigillato.OIV else poteri.controllo
    esige(suo and file.approvata.ciclo.ente_id == da.ente_id, "La firma la allega chi ha fatto l'atto.")
    if (firma.size or 0) > MASSIMO:
        raise FirmaRifiutata(f"Il file è più grande di {MASSIMO // 1024 // 1024} MB: non è la firma di «{file.nome}».")
    contenuto = firma.read()
    _esige_firma_di(file, contenuto)
    edizione = blocca_edizione(file.approvata)
    gia = {f.impronta: f for f in file.firme.all()}
    quante = f"-{len(gia) + 1}" if gia else ""
    nuova = DaSigillare(GenereSigillato.FIRMA, f"{file.nome}{quante}.p7m", f"Firma di «{file.titolo}»", TIPO, contenuto)
    if nuova.impronta in gia:
        return gia[nuova.impronta]
    conservata = conserva_file(edizione, nuova, firma_di=file)
    registra(
        ente=edizione.ciclo.ente,
        da=da,
        azione="allega firma",
        oggetto=edizione,
        anno=edizione.ciclo.anno,
        file=file.nome,
        impronta=conservata.impronta,
    )
    return conservata


def _esige_firma_di(file: FileSigillato, contenuto: bytes) -> None:
    if contenuto.startswith(b"%PDF"):
        raise FirmaRifiutata(
            "È un PDF firmato al suo interno: quella firma lo riscrive, e il file non sarebbe più né PDF/A né PDF/UA, "
            f"né quello sigillato. Firmate «{file.nome}» in CAdES e allegate il .p7m."
        )
    try:
        firmato = leggi_cms(contenuto)
    except NonCms:
        raise FirmaRifiutata(
            f"Non è una firma digitale CAdES: firmate «{file.nome}» e allegate il file .p7m che ne esce."
        ) from None
    if not firmato.e_di(leggi_sigillato(file)):
        raise FirmaRifiutata(
            f"È la firma di un altro documento, o di una copia cambiata: scaricate da qui «{file.nome}», firmatelo in "
            "CAdES (SHA-256) e allegate il .p7m che ne esce."
        )
