"""What a signature is of: those of OpenSSL, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relazione.edizioni.cms import NonCms, leggi_cms
from tests.mondi.firme import firma_di

FIRME = Path(__file__).parent / "firme"
DOCUMENTO = (FIRME / "documento.txt").read_bytes()
VERE = {nome: (FIRME / f"{nome}.p7m").read_bytes() for nome in ("staccata", "intorno", "senza-attributi")}
"""Made with OpenSSL 3.0: detached in DER, around the document in BER with indefinite lengths, without signed attributes
(the certificate is of nobody: CN=Prova)."""


@pytest.mark.parametrize("nome", ["staccata", "intorno"])
def test_the_signature_of_a_real_program_is_of_its_document_only(nome: str) -> None:
    firmato = leggi_cms(VERE[nome])
    assert firmato.e_di(DOCUMENTO)
    assert not firmato.e_di(DOCUMENTO + b" ") and not firmato.e_di(b"")
    assert (firmato.contenuto == DOCUMENTO) is (nome == "intorno")


def test_one_without_signed_attributes_is_no_cades() -> None:
    assert not leggi_cms(VERE["senza-attributi"]).e_di(DOCUMENTO)


def test_one_around_another_document_is_not_of_this_one() -> None:
    """The digest is right, what it carries is not."""
    altro = firma_di(DOCUMENTO, dentro=True).replace(b"documento", b"Documento")
    assert leggi_cms(firma_di(DOCUMENTO, dentro=True)).e_di(DOCUMENTO)
    assert not leggi_cms(altro).e_di(DOCUMENTO)


def test_it_may_come_in_base64() -> None:
    import base64

    testo = base64.encodebytes(VERE["staccata"])
    for scritta in (testo, b"-----BEGIN CMS-----\n" + testo + b"-----END CMS-----\n"):
        assert leggi_cms(scritta).e_di(DOCUMENTO)


@pytest.mark.parametrize(
    "dati",
    [
        b"",
        b"0",
        b"ciao",
        b"\x30\x80" * 5000,
        firma_di(DOCUMENTO)[:60],
    ],
    ids=["vuoto", "corto", "testo", "profondo", "solo l'inizio"],
)
def test_what_is_no_signature_is_refused(dati: bytes) -> None:
    with pytest.raises(NonCms):
        leggi_cms(dati)


@given(st.sampled_from(list(VERE.values())), st.integers(0, 1700), st.binary(max_size=6))
def test_nothing_that_is_sent_breaks_the_reading(dati: bytes, dove: int, messi: bytes) -> None:
    """Changed anywhere, it is read or refused; and it is of the document only when it was."""
    cambiata = dati[:dove] + messi + dati[dove + len(messi) :]
    try:
        firmato = leggi_cms(cambiata)
    except NonCms:
        return
    assert not firmato.e_di(b"un altro documento")
