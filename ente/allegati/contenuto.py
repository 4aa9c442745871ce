"""What an evidence is, by its content: which files are accepted, under which name they are kept, which addresses.

Pure: it reads bytes and knows no database. Nothing is unpacked or run: a file of an office suite is judged by the
index of its archive and by two small members, read up to a limit.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from ente.archivi import MAX_APERTO, MAX_PARTI, OLE2, ROVINATO, Guasto, guasto, ha_macro
from ente.errori import ErroreUtente

LUNGO_NOME = 150
LUNGO_INDIRIZZO = 500
PEZZO = 64 * 1024
FINE = 22
"""Bytes of the record that ends a ZIP, without its comment, which may take 64 KB (APPNOTE §4.3.16)."""

MAX_INDICE = 1024 * 1024

AMMESSI = "PDF, PNG, JPEG, XLSX, ODS, DOCX, ODT, CSV, TXT, EML, P7M"


class AllegatoRifiutato(ErroreUtente):
    """The file cannot be an evidence; the message says why and what to send in its place."""


class IndirizzoRifiutato(ErroreUtente):
    """The address cannot be an evidence; the message says why."""


@dataclass(frozen=True, slots=True)
class FormatoDiAllegato:
    """A kind of file: its media type, and the extensions under which it may be kept, the usual one first."""

    nome: str
    tipo: str
    estensioni: tuple[str, ...]


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PDF = FormatoDiAllegato("PDF", "application/pdf", ("pdf",))
PNG = FormatoDiAllegato("PNG", "image/png", ("png",))
JPEG = FormatoDiAllegato("JPEG", "image/jpeg", ("jpg", "jpeg"))
XLSX = FormatoDiAllegato("XLSX", f"{_OOXML}spreadsheetml.sheet", ("xlsx",))
DOCX = FormatoDiAllegato("DOCX", f"{_OOXML}wordprocessingml.document", ("docx",))
ODS = FormatoDiAllegato("ODS", f"{_ODF}spreadsheet", ("ods",))
ODT = FormatoDiAllegato("ODT", f"{_ODF}text", ("odt",))
TESTO = FormatoDiAllegato("testo", "text/plain", ("txt", "csv", "tsv"))
EML = FormatoDiAllegato("EML", "message/rfc822", ("eml",))
P7M = FormatoDiAllegato("P7M", "application/pkcs7-mime", ("p7m",))
FORMATI = (PDF, PNG, JPEG, XLSX, ODS, DOCX, ODT, TESTO, EML, P7M)
ACCETTATI = ",".join(f".{estensione}" for formato in FORMATI for estensione in formato.estensioni)
"""What the file picker of a browser offers; the content decides."""


# -- names and addresses -----------------------------------------------------------------------------------------------


def pulisci_testo(testo: str) -> str:
    """A line as it can be shown anywhere: composed, without control, invisible or direction-changing characters."""
    return " ".join("".join(map(_visibile, unicodedata.normalize("NFC", testo))).split())


def _visibile(carattere: str) -> str:
    categoria = unicodedata.category(carattere)[0]
    if categoria == "Z" or carattere in "\t\r\n":
        return " "
    return "" if categoria == "C" else carattere


def nome_pulito(nome: str) -> str:
    """The name of a file without path, control characters and what file systems refuse; never empty."""
    corto = re.split(r"[/\\]", nome)[-1]
    pulito = re.sub(r'[<>:"|?*;%]', "_", pulisci_testo(corto)).strip(". ")
    base, punto, estensione = pulito.rpartition(".")
    if not punto or len(estensione) > 10:
        return pulito[:LUNGO_NOME].rstrip(". ") or "evidenza"
    return f"{base[: LUNGO_NOME - len(estensione) - 1].rstrip('. ') or 'evidenza'}.{estensione}"


def nome_di(nome: str, formato: FormatoDiAllegato) -> str:
    """The name under which a file of a format is kept: the extension is one of the format's, added when it is not."""
    pulito = nome_pulito(nome)
    return pulito if _estensione(pulito) in formato.estensioni else f"{pulito}.{formato.estensioni[0]}"


def _estensione(nome: str) -> str:
    return nome.rpartition(".")[2].lower() if "." in nome else ""


_HOST = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))*\.?|[0-9a-f.]*:[0-9a-f:.]*", re.ASCII)
_BARRA = "copiatelo dalla barra del browser."


def indirizzo_valido(testo: str) -> str:
    """An address that a browser opens as a page and nothing else, as it was written.

    Raises:
        IndirizzoRifiutato
    """
    indirizzo = testo.strip()
    if len(indirizzo) > LUNGO_INDIRIZZO:
        raise IndirizzoRifiutato(f"L'indirizzo è troppo lungo: al più {LUNGO_INDIRIZZO} caratteri.")
    if re.search(r'[\s\\<>"]', indirizzo) or pulisci_testo(indirizzo) != unicodedata.normalize("NFC", indirizzo):
        raise IndirizzoRifiutato(f"L'indirizzo contiene spazi o caratteri non ammessi: {_BARRA}")
    try:
        parti = urlsplit(indirizzo)
        scritto_bene = parti.port != 0 and bool(_HOST.fullmatch(host_di(indirizzo)))
    except ValueError:
        raise IndirizzoRifiutato(f"L'indirizzo non è scritto bene: {_BARRA}") from None
    if parti.scheme not in ("http", "https"):
        raise IndirizzoRifiutato("Scrivete l'indirizzo intero, che comincia con https:// o http://.")
    if "@" in parti.netloc:
        raise IndirizzoRifiutato("L'indirizzo contiene un nome utente o una password: toglieteli.")
    if not scritto_bene:
        raise IndirizzoRifiutato(f"L'indirizzo non è scritto bene: {_BARRA}")
    return indirizzo


def host_di(indirizzo: str) -> str:
    """The host of an address as the network knows it: letters that imitate others are seen as ``xn--``."""
    host = urlsplit(indirizzo).hostname or ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


# -- files -------------------------------------------------------------------------------------------------------------


def riconosci(contenuto: IO[bytes], nome: str) -> FormatoDiAllegato:
    """The format of a file, from its bytes; the name only tells apart texts, which all look alike.

    Raises:
        FileRifiutato: it is empty, of no accepted format, or of one but carrying something that could be run.
    """
    try:
        return _formato(contenuto, nome)
    except AllegatoRifiutato as errore:
        raise AllegatoRifiutato(f"«{nome_pulito(nome)}» {errore}") from None


def _formato(contenuto: IO[bytes], nome: str) -> FormatoDiAllegato:
    lungo = contenuto.seek(0, 2)
    if not lungo:
        raise AllegatoRifiutato("è vuoto.")
    testa, coda = _leggi(contenuto, 0, PEZZO), _leggi(contenuto, max(0, lungo - PEZZO - FINE), PEZZO + FINE)
    if testa.startswith(b"PK\x03\x04"):
        return _archivio(contenuto, lungo, coda)
    formato = _binario(contenuto, testa, coda, lungo)
    if formato is None:
        _di_altro(testa)
        return _testo(contenuto, testa, nome)
    if _fine_di_archivio(coda) is not None or (formato is not P7M and _PAGINA.search(testa[:1024])):
        raise AllegatoRifiutato(_DUE)
    return formato


def _leggi(contenuto: IO[bytes], da: int, quanti: int) -> bytes:
    contenuto.seek(da)
    return contenuto.read(quanti)


_PAGINA = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_FIRMA_PNG = b"\x89PNG\r\n\x1a\n"
_DUE = "contiene un secondo file nascosto: apritelo e salvatelo di nuovo."
_FIRMATO = bytes.fromhex("06092a864886f70d010702")
"""The object identifier of a PKCS#7 signedData (RFC 5652 §5.1): an encrypted one has another."""


def _binario(contenuto: IO[bytes], testa: bytes, coda: bytes, lungo: int) -> FormatoDiAllegato | None:
    if testa.startswith(b"%PDF-"):
        _pdf(coda)
        return PDF
    if testa.startswith(_FIRMA_PNG):
        _png(contenuto, lungo)
        return PNG
    if testa.startswith(b"\xff\xd8\xff"):
        return JPEG
    if testa[:1] == b"\x30" and _firmato(testa, lungo):
        return P7M
    return None


def _pdf(coda: bytes) -> None:
    """A PDF ends with its mark (ISO 32000-1 §7.5.5), and nothing follows that a browser could take for a page."""
    _, marca, dopo = coda.rpartition(b"%%EOF")
    if not marca or len(dopo.strip(b"\0\t\n\r ")) > 1024:
        raise AllegatoRifiutato("è un PDF tronco o rovinato: salvatelo di nuovo.")
    if _PAGINA.search(dopo):
        raise AllegatoRifiutato(_DUE)


def _png(contenuto: IO[bytes], lungo: int) -> None:
    """Walk the chunks (PNG §5.3) up to the last one, which must be where the file ends."""
    posto = len(_FIRMA_PNG)
    while posto + 12 <= lungo:
        quanti, specie = struct.unpack(">I4s", _leggi(contenuto, posto, 8))
        if posto == len(_FIRMA_PNG) and specie != b"IHDR":
            break
        posto += 12 + quanti
        if specie == b"IEND" and posto == lungo:
            return
        if specie == b"IEND":
            raise AllegatoRifiutato("ha altro dopo la fine dell'immagine: apritela e salvatela di nuovo.")
    raise AllegatoRifiutato("è un'immagine PNG tronca o rovinata: salvatela di nuovo.")


def _firmato(testa: bytes, lungo: int) -> bool:
    """Whether it starts as a DER or BER ``ContentInfo`` of signed data, no longer than the file."""
    if len(testa) < 2:
        return False
    ottetti = testa[1] & 0x7F if testa[1] & 0x80 else 0
    if ottetti > 4:
        return False
    inizio = 2 + ottetti
    dichiarato = int.from_bytes(testa[2:inizio], "big") if ottetti else testa[1] & 0x7F
    return testa[inizio:].startswith(_FIRMATO) and inizio + dichiarato <= lungo


def _di_altro(testa: bytes) -> None:
    """Say of the files that people send most what to do with them."""
    if testa.startswith(OLE2):
        raise AllegatoRifiutato(
            "è protetto da password o di un formato vecchio (DOC, XLS, MSG): salvatelo in PDF, DOCX o XLSX, senza "
            "password."
        )
    if testa.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06")):
        raise AllegatoRifiutato("è un archivio compresso: allegate i file uno per uno.")
    if testa.startswith((b"MZ\x90", b"MZ\0", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")):
        raise AllegatoRifiutato("è un programma: i programmi non si allegano.")


# -- archives of office suites -----------------------------------------------------------------------------------------


def _fine_di_archivio(coda: bytes) -> tuple[int, int] | None:
    """Members and size of the index of a ZIP that ends where the file ends (APPNOTE §4.3.16); None when it is none."""
    posto = coda.rfind(b"PK\x05\x06")
    while posto >= 0:
        if len(coda) - posto >= FINE:
            *_, voci, indice, _, commento = struct.unpack("<4s4H2LH", coda[posto : posto + FINE])
            if posto + FINE + commento == len(coda):
                return int(voci), int(indice)
        posto = coda.rfind(b"PK\x05\x06", 0, posto)
    return None


def _archivio(contenuto: IO[bytes], lungo: int, coda: bytes) -> FormatoDiAllegato:
    fine = _fine_di_archivio(coda)
    if fine is None:
        raise AllegatoRifiutato("è tronco o rovinato: salvatelo di nuovo.")
    voci, indice = fine
    if voci > MAX_PARTI or indice > MAX_INDICE:
        raise AllegatoRifiutato("contiene troppe parti: salvatelo in PDF.")
    try:
        with zipfile.ZipFile(contenuto) as archivio:
            if trovato := guasto(archivio.infolist(), lungo):
                raise AllegatoRifiutato(GUASTI[trovato])
            return _suite(archivio, [v.filename for v in archivio.infolist()])
    except AllegatoRifiutato:
        raise
    except ROVINATO:
        raise AllegatoRifiutato("è rovinato o protetto da password: salvatelo di nuovo.") from None


GUASTI = {
    Guasto.BOMBA: "è troppo grande una volta aperto: salvatelo in PDF.",
    Guasto.CIFRATO: "è protetto da password: toglietela e salvatelo di nuovo.",
    Guasto.GEMELLI: "è rovinato: salvatelo di nuovo.",
}
_MACRO = "contiene macro o comandi: salvatelo senza, o in PDF."


def _suite(archivio: zipfile.ZipFile, voci: list[str]) -> FormatoDiAllegato:
    """Which document an archive is, from the types of its parts (ECMA-376-2) or its ``mimetype`` (ODF 1.2-3)."""
    if "[Content_Types].xml" in voci:
        tipi = _membro(archivio, "[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in tipi or ha_macro(voci):
            raise AllegatoRifiutato(_MACRO)
        for formato, parte in ((XLSX, "spreadsheetml.sheet.main+xml"), (DOCX, "wordprocessingml.document.main+xml")):
            if f"{_OOXML}{parte}" in tipi:
                return formato
    elif "mimetype" in voci and "META-INF/manifest.xml" in voci:
        tipo = _membro(archivio, "mimetype").decode("ascii", "replace").strip()
        if b"encryption-data" in _membro(archivio, "META-INF/manifest.xml"):
            raise AllegatoRifiutato("è protetto da password: toglietela e salvatelo di nuovo.")
        if ha_macro(voci):
            raise AllegatoRifiutato(_MACRO)
        for formato in (ODS, ODT):
            if tipo == formato.tipo:
                return formato
    else:
        raise AllegatoRifiutato("è un archivio compresso: allegate i file uno per uno.")
    raise AllegatoRifiutato(f"non è di un tipo ammesso ({AMMESSI}): salvatelo in PDF.")


def _membro(archivio: zipfile.ZipFile, nome: str) -> bytes:
    """A small member, read up to a limit whatever size it declares."""
    with archivio.open(nome) as voce:
        dati = voce.read(MAX_INDICE + 1)
    if len(dati) > MAX_INDICE:
        raise AllegatoRifiutato("è troppo grande una volta aperto: salvatelo in PDF.")
    return dati


# -- texts -------------------------------------------------------------------------------------------------------------

_CONTROLLO = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARCATURA = re.compile(r"\s*<\s*[!?/a-zA-Z]")
_INTESTAZIONE = re.compile(r"^([!-9;-~]+):[ \t]", re.MULTILINE)


def _testo(contenuto: IO[bytes], testa: bytes, nome: str) -> FormatoDiAllegato:
    """A text in UTF-8 or Windows-1252: a table, a note, a message, or a signature in letters.

    Raises:
        FileRifiutato: it is none, it is a page or a program, or its name says that it is something else.
    """
    if not (_decifrabile(contenuto, "utf-8-sig") or _decifrabile(contenuto, "cp1252")):
        raise AllegatoRifiutato(f"non è di un tipo ammesso ({AMMESSI}).")
    if b"%PDF-" in testa[:1024]:  # readers look for it there
        raise AllegatoRifiutato(_DUE)
    inizio = testa.decode("utf-8-sig", "ignore")
    if _firmato_in_lettere(contenuto, inizio):
        return P7M
    if _MARCATURA.match(inizio) or (_PAGINA.search(testa[:1024]) and not _messaggio(inizio)):
        raise AllegatoRifiutato("è una pagina web o un file XML o SVG: salvatelo in PDF.")
    estensione = _estensione(nome_pulito(nome))
    if estensione in EML.estensioni:
        if not _messaggio(inizio):
            raise AllegatoRifiutato("non è un messaggio di posta: esportatelo di nuovo in EML, o in PDF.")
        return EML
    if estensione and estensione not in TESTO.estensioni:
        raise AllegatoRifiutato(
            f"è un testo, ma il nome finisce in «.{estensione}»: salvatelo come TXT o CSV, o in PDF."
        )
    return TESTO


def _decifrabile(contenuto: IO[bytes], codifica: str) -> bool:
    """Whether the whole file is text in an encoding, read a piece at a time."""
    decodifica = codecs.getincrementaldecoder(codifica)()
    contenuto.seek(0)
    try:
        while pezzo := contenuto.read(PEZZO):
            if _CONTROLLO.search(decodifica.decode(pezzo)):
                return False
        decodifica.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _messaggio(inizio: str) -> bool:
    """Whether it starts with the fields of a message (RFC 5322 §3.6): who, and when or through where."""
    campi = {campo.lower() for campo in _INTESTAZIONE.findall(inizio)}
    return bool(_INTESTAZIONE.match(inizio)) and bool(campi & {"from", "sender", "return-path", "received"})


def _firmato_in_lettere(contenuto: IO[bytes], inizio: str) -> bool:
    """Whether it is a P7M in base64, with or without its PEM frame (RFC 7468 §8)."""
    righe = inizio.split()
    if righe[:2] in (["-----BEGIN", "PKCS7-----"], ["-----BEGIN", "CMS-----"]):
        righe = righe[2:]
    elif not inizio.startswith("MI"):
        return False
    lettere = "".join(righe)[:64]
    try:
        return _firmato(base64.b64decode(lettere, validate=True), MAX_APERTO)
    except (binascii.Error, ValueError):
        return False
