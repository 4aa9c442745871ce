"""What a file is, by its content: every kind that is accepted, and hostile ones made here."""

from __future__ import annotations

import io
import struct
import tracemalloc

import pytest

from ente.allegati.contenuto import (
    FORMATI,
    LUNGO_NOME,
    AllegatoRifiutato,
    IndirizzoRifiutato,
    host_di,
    indirizzo_valido,
    nome_di,
    nome_pulito,
    riconosci,
)
from tests.mondi import file_di_prova as f


def formato(dati: bytes, nome: str = "prova") -> str:
    return riconosci(io.BytesIO(dati), nome).nome


AMMESSI = {
    "PDF": (f.PDF, "PDF"),
    "PDF con spazi in coda": (f.PDF + b"\0" * 5000, "PDF"),
    "PDF con un archivio allegato dentro": (f.PDF[:40] + f.xlsx() + f.PDF[40:], "PDF"),
    "PNG": (f.png(), "PNG"),
    "JPEG": (f.JPEG, "JPEG"),
    "JPEG di un telefono, con un filmato in coda": (f.JPEG + b"\0\0\0\x18ftypmp42" + b"\x01" * 90_000, "JPEG"),
    "XLSX": (f.xlsx(), "XLSX"),
    "DOCX": (f.docx(), "DOCX"),
    "ODS": (f.odf("spreadsheet"), "ODS"),
    "ODT": (f.odf("text"), "ODT"),
    "ODT con la cartella vuota delle macro": (f.odf("text", {"Basic/Standard/script-lb.xml": "<l/>"}), "ODT"),
    "P7M": (f.P7M, "P7M"),
    "P7M di lunghezza non detta": (b"\x30\x80" + f.P7M[4:], "P7M"),
    "P7M in lettere": (f.P7M_LETTERE, "P7M"),
    "P7M in PEM": (f.P7M_PEM, "P7M"),
    "P7M di una pagina": (f.P7M[:-20] + b"<html><script>firma</", "P7M"),
    "CSV in UTF-8": (f.CSV.encode(), "testo"),
    "CSV di Excel, con il segno iniziale": (b"\xef\xbb\xbf" + f.CSV.encode(), "testo"),
    "CSV in Windows-1252": (f.CSV.encode("cp1252"), "testo"),
    "testo che comincia come un programma": (b"MZ e poi altro testo\n", "testo"),
    "testo con il segno di minore": (b"< 30 giorni;12\n", "testo"),
    "testo che comincia con zero": (b"0600 righe\n", "testo"),
}


@pytest.mark.parametrize("caso", AMMESSI)
def test_accepted(caso: str) -> None:
    dati, atteso = AMMESSI[caso]
    assert formato(dati) == atteso


def test_a_message_is_told_by_its_name_and_its_fields() -> None:
    assert formato(f.EML, "posta.EML") == "EML"
    assert formato(f.EML, "posta.txt") == "testo"
    with pytest.raises(AllegatoRifiutato, match="non è un messaggio"):
        formato(f.CSV.encode(), "posta.eml")


RIFIUTATI = {
    "vuoto": (b"", "è vuoto"),
    "pagina": (b"<!DOCTYPE html><script>alert(1)</script>", "pagina web"),
    "pagina dopo spazi e segno iniziale": (b"\xef\xbb\xbf \n\t<html>", "pagina web"),
    "pagina dopo un commento": (b"<!-- x -->\n<body onload=alert(1)>", "pagina web"),
    "pagina dopo del testo": (b"ciao\n<script>alert(1)</script>", "pagina web"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "pagina web"),
    "SVG con intestazione": (b'<?xml version="1.0"?><svg/>', "pagina web"),
    "PHP": (b"<?php system($_GET[0]);", "pagina web"),
    "script di shell": (b"#!/bin/sh\nrm -rf /\n", "è un programma"),
    "programma di Windows": (b"MZ\x90\x00" + b"\0" * 400, "è un programma"),
    "programma di Linux": (b"\x7fELF\x02" + b"\0" * 400, "è un programma"),
    "testo con un byte nullo": (b"a;b\n1;\x002\n", "tipo ammesso"),
    "testo con una sequenza di terminale": (b"ciao \x1b[2J\n", "tipo ammesso"),
    "testo in UTF-16": ("a;b\n".encode("utf-16"), "tipo ammesso"),
    "GIF e JavaScript": (b"GIF89a=1;alert(1)//\0", "tipo ammesso"),
    "PDF con una pagina in testa": (b"%PDF-1.4\n<html><script>alert(1)</script>" + f.PDF, "secondo file"),
    "PDF con una pagina in coda": (f.PDF + b"<html><script>alert(1)</script>", "secondo file"),
    "PDF con un archivio in coda": (f.PDF + f.archivio({"x.html": "x"}), "PDF tronco|secondo file"),
    "PDF che non comincia subito": (b"alert(1)\n" + f.PDF, "secondo file"),
    "PDF tronco": (f.PDF[:40], "PDF tronco"),
    "PDF seguito da altro": (f.PDF + b"\x01" * 3000, "PDF tronco"),
    "PNG con un archivio in coda": (f.png(f.archivio({"a": "b"})), "altro dopo la fine"),
    "PNG con una pagina in coda": (f.png(b"<script>"), "altro dopo la fine"),
    "PNG tronco": (f.png()[:-6], "PNG tronca"),
    "PNG solo di nome": (b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", "PNG tronca"),
    "JPEG con un archivio in coda": (f.JPEG + f.archivio({"a": "b"}), "secondo file"),
    "JPEG con una pagina in testa": (f.JPEG[:20] + b"<svg onload=alert(1)>" + f.JPEG[20:], "secondo file"),
    "archivio": (f.archivio({"a.pdf": f.PDF}), "archivio compresso"),
    "archivio vuoto": (f.archivio({}), "archivio compresso"),
    "archivio dopo altro": (b"ciao" + f.docx(), "tipo ammesso"),
    "DOCX seguito da altro": (f.docx() + b"altro", "tronco o rovinato"),
    "DOCX tronco": (f.docx()[:-30], "tronco o rovinato"),
    "DOCX con parti gemelle": (f.docx({"[content_types].xml": "x"}), "rovinato"),
    "DOCX con macro": (f.docx({"word/vbaProject.bin": "x"}), "macro"),
    "DOCX con controlli": (f.docx({"word/activeX/activeX1.xml": "x"}), "macro"),
    "DOCM": (
        f.archivio({"[Content_Types].xml": f.tipi("application/vnd.ms-word.document.macroEnabled.main+xml")}),
        "macro",
    ),
    "XLSX con fogli di macro": (f.docx({"xl/macrosheets/sheet1.xml": "x"}), "macro"),
    "PPTX": (
        f.archivio({"[Content_Types].xml": f.tipi(f.OOXML + "presentationml.presentation.main+xml")}),
        "PDF$|PDF.",
    ),
    "DOCX con password": (f.con_password(f.docx()), "password"),
    "DOC, o DOCX con password": (f.OLE, "password"),
    "ODT con macro": (f.odf("text", {"Basic/Standard/Module1.xml": "x"}), "macro"),
    "ODT con programmi": (f.odf("text", {"Scripts/python/a.py": "x"}), "macro"),
    "ODT con password": (f.odf("text", manifesto="<manifest:encryption-data/>"), "password"),
    "ODP": (f.odf("presentation"), "tipo ammesso"),
    "bomba": (f.bomba(20_000_000), "troppo grande una volta aperto"),
    "indice di tipi enorme": (f.archivio({"[Content_Types].xml": " " * 2_000_000}), "troppo grande una volta aperto"),
    "troppe parti": (f.archivio({str(n): "" for n in range(6000)}), "troppe parti"),
    "messaggio cifrato": (f.CIFRATO, "tipo ammesso"),
    "P7M più corto di quel che dice": (f.P7M[:50], "tipo ammesso"),
    "RAR": (b"Rar!\x1a\x07\x00", "archivio compresso"),
}


@pytest.mark.parametrize("caso", RIFIUTATI)
def test_refused_with_one_sentence(caso: str) -> None:
    dati, motivo = RIFIUTATI[caso]
    with pytest.raises(AllegatoRifiutato, match=motivo) as rifiuto:
        formato(dati, "cartella\\prova")
    frase = str(rifiuto.value)
    assert frase.startswith("«prova» ")
    assert frase.endswith(".")
    assert "\n" not in frase


@pytest.mark.parametrize("nome", ["avvio.bat", "pagina.html", "x.js", "x.svg", "elenco.txt.vbs", "firma.p7m", "x.PDF"])
def test_a_text_with_the_name_of_something_else_is_refused(nome: str) -> None:
    with pytest.raises(AllegatoRifiutato, match="è un testo, ma il nome finisce"):
        formato(b"start calc\r\n", nome)


def test_an_index_that_lies_about_its_size_is_not_read() -> None:
    """The declared number of members is small, the index itself is not: 6,000 names."""
    dati = bytearray(f.archivio({f"{n:060}": "" for n in range(6000)}))
    fine = dati.rfind(b"PK\x05\x06")
    dati[fine + 8 : fine + 12] = struct.pack("<2H", 3, 3)
    with pytest.raises(AllegatoRifiutato, match="troppo grande"):
        formato(bytes(dati))


def test_a_bomb_is_refused_without_opening_it() -> None:
    """100 MB of zeros in 100 KB: the memory that the check takes stays that of the check."""
    dati = f.bomba(100_000_000)
    assert len(dati) < 200_000
    tracemalloc.start()
    with pytest.raises(AllegatoRifiutato, match="troppo grande"):
        formato(dati)
    picco = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert picco < 2_000_000


def test_a_long_text_is_read_a_piece_at_a_time() -> None:
    """A letter of two bytes may fall between two pieces."""
    dati = ("x" + "città;" * 40_000).encode()
    assert formato(dati) == "testo"
    assert formato(dati[:-1] + b"\xc3") == "testo"  # not UTF-8 any more, still Windows-1252


def test_every_format_is_said_in_a_column_of_the_database() -> None:
    assert len({x.tipo for x in FORMATI}) == len(FORMATI)
    assert all(len(x.tipo) <= 100 for x in FORMATI)


@pytest.mark.parametrize(
    ("nome", "atteso"),
    [
        ("relazione.pdf", "relazione.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Utenti\\atto.pdf", "atto.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("fattura\u202efdp.exe", "fatturafdp.exe"),
        ("a\x00\x1b[2J.pdf", "a[2J.pdf"),
        ("\ufeff zero\u200bwidth .pdf", "zerowidth.pdf"),
        ('x"; filename="y.html', "x__ filename=_y.html"),
        ("citta\u0300.pdf", "città.pdf"),
        ("...", "evidenza"),
        ("", "evidenza"),
        (".pdf", "pdf"),
        ("a" * 300 + ".pdf", "a" * (LUNGO_NOME - 4) + ".pdf"),
        ("a" * 300 + ".abcdefghij", "a" * (LUNGO_NOME - 11) + ".abcdefghij"),
        ("a" * 300 + ".abcdefghijk", "a" * LUNGO_NOME),
        ("senza estensione", "senza estensione"),
    ],
)
def test_a_name_is_cleaned(nome: str, atteso: str) -> None:
    assert nome_pulito(nome) == atteso


@pytest.mark.parametrize(
    ("nome", "dati", "atteso"),
    [
        ("foto.JPEG", f.JPEG, "foto.JPEG"),
        ("foto.png", f.JPEG, "foto.png.jpg"),
        ("fattura\u202efdp.exe", f.PDF, "fatturafdp.exe.pdf"),
        ("atto.pdf.p7m", f.P7M, "atto.pdf.p7m"),
        ("note", b"ciao", "note.txt"),
        ("pagina.html", f.PDF, "pagina.html.pdf"),
        ("b" * 300, f.PDF, "b" * LUNGO_NOME + ".pdf"),
    ],
)
def test_the_name_ends_as_its_content_wants(nome: str, dati: bytes, atteso: str) -> None:
    finale = nome_di(nome, riconosci(io.BytesIO(dati), nome))
    assert finale == atteso
    assert len(finale) <= 200


@pytest.mark.parametrize(
    "indirizzo",
    [
        "https://www.ente.it/atti/2020/12?x=1&y=a%20b#fine",
        "http://intranet/protocollo",
        "http://srv_doc.ente.local:8080/a",
        "https://[2001:db8::1]/a",
        "https://città.it/è",
        "  https://www.ente.it/  ",
    ],
)
def test_addresses_accepted(indirizzo: str) -> None:
    assert indirizzo_valido(indirizzo) == indirizzo.strip()


@pytest.mark.parametrize(
    ("indirizzo", "motivo"),
    [
        ("javascript:alert(1)", "comincia con https"),
        ("JaVaScRiPt://x/%0aalert(1)", "comincia con https"),
        ("data:text/html,<script>", "spazi o caratteri"),
        ("file:///etc/passwd", "comincia con https"),
        ("ftp://ente.it/a", "comincia con https"),
        ("//ente.it/a", "comincia con https"),
        ("www.ente.it/a", "comincia con https"),
        ("https://utente:segreto@ente.it/", "nome utente"),
        ("https://ente.it@altrove.it/", "nome utente"),
        ("https:///a", "non è scritto bene"),
        ("https://", "non è scritto bene"),
        ("https://ente.it:99999/", "non è scritto bene"),
        ("https://[::1/", "non è scritto bene"),
        ("https://-ente-.it/", "non è scritto bene"),
        ("https://ente.it/a b", "spazi o caratteri"),
        ("https://ente.it\\@altrove.it/", "spazi o caratteri"),
        ("https://ente.it/\u202egpj.exe", "spazi o caratteri"),
        ('https://ente.it/"onmouseover=', "spazi o caratteri"),
        ("https://ente.it/\x00", "spazi o caratteri"),
        ("https://ente.it/" + "a" * 500, "troppo lungo"),
        ("", "comincia con https"),
    ],
)
def test_addresses_refused(indirizzo: str, motivo: str) -> None:
    with pytest.raises(IndirizzoRifiutato, match=motivo):
        indirizzo_valido(indirizzo)


def test_a_host_that_imitates_another_shows_itself() -> None:
    assert host_di("https://еnte.it/") == "xn--nte-qdd.it"  # the first letter is Cyrillic
    assert host_di("https://www.ENTE.it:8443/a") == "www.ente.it"
