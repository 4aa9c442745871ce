"""A document laid out in parts is the one laid out whole: small documents, one difficulty each, and any of them."""

from __future__ import annotations

import _thread
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import page
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contesto.svg import FAMIGLIA
from relazione.documento import controllo
from relazione.documento.caratteri import stampabile
from relazione.documento.lettore import RisorsaVietata
from relazione.documento.parti import processi
from relazione.documento.parti.divisione import dividi
from relazione.documento.parti.quanti import quanti_processi
from relazione.documento.parti.unione import unisci
from relazione.documento.pdf import impagina, scrivi_pdf, stampa
from tests.mondi.pdf_uguali import differenze

GIORNO = datetime(2020, 5, 19, tzinfo=UTC)
TESTA = """<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Prova</title>
<meta name="author" content="Ente">
<link rel="stylesheet" href="relazione.css"><style>
:root { --primario: #17324d; --secondario: #c65d21; --velo: #eef; --tinta: #dde; --filo: #ccd; }
@page { @bottom-right { color: #17324d; } @bottom-center { content: "bozza"; } }</style></head>"""
FRONTE = """<section class="copertina"><p class="copertina-ente">Ente &amp; figli «A»</p>
<h1 class="copertina-titolo">Relazione <em>2019</em></h1></section>
<nav class="indice"><h1 class="indice-titolo">Indice</h1><ol data-tag="TOC">{voci}</ol></nav>"""
DISEGNO = f"""<figure class="figura"><figcaption>Figura</figcaption><svg xmlns="http://www.w3.org/2000/svg" width="80"
 height="40" viewBox="0 0 80 40" role="img" font-family="{FAMIGLIA}">
 <title>Un disegno</title><g opacity=".5"><rect width="30" height="20" fill="#c00"/>
 <text x="2" y="30" font-size="9" font-weight="700">testo</text></g></svg></figure>"""
TABELLA = f"""<figure class="tavola"><table><caption>Tabella 1 – Tanti</caption>
<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody>{"".join(f"<tr><th scope='row'>riga {n}</th><td>{n}</td></tr>" for n in range(60))}</tbody></table></figure>"""


class Sezione:
    """A section of a document as the template writes it."""

    def __init__(self, livello: int, dentro: str, *, larga: bool = False, cruscotto: bool = False) -> None:
        self.livello, self.dentro, self.larga, self.cruscotto = livello, dentro, larga, cruscotto

    def html(self, n: int) -> str:
        classi = f"sezione livello-{self.livello}{' larga' * self.larga}{' con-cruscotto' * self.cruscotto}"
        titolo = f'<h{self.livello} class="titolo"><span class="numero">{n}</span> Titolo &lt;{n}&gt;</h{self.livello}>'
        return f'<section class="{classi}" id="s{n}">\n{titolo}{self.dentro}</section>\n'


def documento(*sezioni: Sezione, corpo: str = "<body>") -> str:
    """The HTML of sections behind a cover and contents."""
    voci = "".join(
        f'<li class="livello-{s.livello}"><span class="indice-numero" data-tag="Lbl">{n}</span>'
        f'<a href="#s{n}">Titolo {n}</a></li>\n'
        for n, s in enumerate(sezioni, 1)
    )
    return (
        f"{TESTA}{corpo}{FRONTE.format(voci=voci)}{''.join(s.html(n) for n, s in enumerate(sezioni, 1))}</body></html>"
    )


def prosa(
    quanti: int, testo: str = "Il testo va avanti per molte righe e passa di pagina in pagina, con parole. "
) -> str:
    return f'<div class="testo">{f"<p>{testo * 6}</p>" * quanti}</div>'


def in_parti(html: str, quanti: int = 1) -> bytes:
    """The PDF of a document whose parts are laid out now, by so many processes."""
    processi.dimentica()
    diviso = dividi(stampabile(html))
    assert diviso is not None
    return stampa(unisci(diviso, quanti), [], GIORNO)


def intero(html: str) -> bytes:
    return stampa(impagina(html), [], GIORNO)


CASI = {
    "capitoli": [Sezione(1, prosa(2)), Sezione(2, prosa(9)), Sezione(1, prosa(1)), Sezione(1, "")],
    "paper that turns, and running heads after it": [
        Sezione(1, prosa(1)),
        Sezione(2, prosa(1), larga=True, cruscotto=True),
        Sezione(3, prosa(12), larga=True, cruscotto=True),
        Sezione(2, prosa(14)),
        Sezione(2, prosa(12), larga=True),
        Sezione(1, prosa(8), larga=True),
    ],
    "footnotes": [
        Sezione(1, '<p>Uno<span class="nota">La prima</span> e due<span class="nota">La seconda</span></p>'),
        Sezione(1, '<table><caption>Tabella 1 – T</caption><tbody><tr><th scope="row">a</th>'
                   '<td>c<span class="nota">La terza</span></td></tr></tbody></table>'),
        Sezione(1, prosa(1) + '<p>Ultima<span class="nota">La quarta</span></p>'),
    ],
    "links over the parts, to nowhere, to the outside": [
        Sezione(1, '<p><a href="#s3">avanti</a>, <a href="#nessuno">nel nulla</a>, <a href="#s1">qui</a></p>'),
        Sezione(1, '<p><a href="https://www.example.org/">fuori</a> e <a href="#s1">indietro</a></p>' + prosa(1)),
        Sezione(1, '<p><a href="#s2">un rimando che va a capo: ' + "davvero molto lungo " * 12 + "</a></p>"),
    ],
    "drawings and tables over the page": [
        Sezione(1, DISEGNO + TABELLA),
        Sezione(2, DISEGNO, larga=True),
        Sezione(1, DISEGNO + "<ul><li>uno<ul><li>due</li></ul></li></ul><ol start='3'><li>tre</li></ol>"),
    ],
    "faces and signs of every font": [
        Sezione(1, "<p><strong>nero <em>storto</em></strong> ✓ ≥ → <code>codice <b>α</b></code></p>"),
        Sezione(1, "<blockquote><p>Citazione <strong>forte</strong> ✓ αβγ Ж</p></blockquote><h4>Titolo ✓ α</h4>"),
        Sezione(1, "<p>Un segno che non c'è: 中文</p><p><em>✓ α <strong>✓ α</strong></em></p>"),
    ],
    "contents of more pages": [Sezione(1 if n % 40 == 0 else 2, "<p>Breve.</p>") for n in range(121)],
}  # fmt: skip


@pytest.mark.parametrize("caso", CASI)
def test_in_parts_as_whole(caso: str, tmp_path: Path) -> None:
    html = documento(*CASI[caso])
    scritto = in_parti(html)
    assert differenze(intero(html), scritto) == []
    file = tmp_path / "prova.pdf"
    file.write_bytes(scritto)
    for profilo in ("pdfa-3a", "pdfua-1"):
        assert [f"{g.rule_id}: {g.message}" for g in page.validate_pdf(str(file), profile=profilo).failures] == []


PEZZI = st.sampled_from(
    [
        "",
        prosa(1),
        prosa(7),
        DISEGNO,
        TABELLA,
        '<p>Nota<span class="nota">In fondo</span> e <a href="#s1">rimando</a></p>',
        "<h4>Titoletto</h4><p>Dopo</p>",
    ]
)
SEZIONI = st.builds(
    lambda livello, pezzi, larga, cruscotto: Sezione(
        livello, "".join(pezzi), larga=larga, cruscotto=larga and cruscotto
    ),
    st.sampled_from([1, 1, 2, 3]),
    st.lists(PEZZI, max_size=3),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(SEZIONI, min_size=1, max_size=6))
def test_any_document_in_parts_is_as_whole(altre: list[Sezione]) -> None:
    html = documento(Sezione(1, prosa(1)), *altre, Sezione(1, prosa(1)))
    assert differenze(intero(html), in_parti(html)) == []


def test_two_processes_write_the_bytes_of_one() -> None:
    html = documento(*CASI["paper that turns, and running heads after it"])
    uno = in_parti(html, 1)
    assert in_parti(html, 2) == uno
    assert in_parti(html, 3) == uno


QUI, DIPINGI = os.getpid(), processi._dipingi


def muore_altrove(n: int) -> bytes:
    """Lay a part out in this process, and end any other one at once."""
    if os.getpid() != QUI:
        os._exit(9)
    return DIPINGI(n)


@pytest.fixture
def impaginate(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Which parts are laid out, by their place in the document."""
    fatte: list[int] = []

    def conta(n: int) -> bytes:
        fatte.append(n)
        return DIPINGI(n)

    monkeypatch.setattr(processi, "_dipingi", conta)
    monkeypatch.setattr(processi, "quanti_processi", lambda: 1)
    processi.dimentica()
    yield fatte
    processi.dimentica()


def test_only_what_changed_is_laid_out_again(impaginate: list[int]) -> None:
    """A part that grows by a page moves the ones after it, which stay as they are; a footnote more changes theirs."""
    sezioni = [Sezione(1, prosa(1)), Sezione(1, prosa(2)), Sezione(1, prosa(3) + "<p><a href='#s1'>x</a></p>")]
    scrivi_pdf(documento(*sezioni), [], GIORNO)
    assert sorted(impaginate) == [0, 1, 2]
    impaginate.clear()
    sezioni[1] = Sezione(1, prosa(14))
    cambiato = scrivi_pdf(documento(*sezioni), [], GIORNO)
    assert impaginate == [1]
    assert differenze(intero(documento(*sezioni)), cambiato) == []
    assert cambiato == in_parti(documento(*sezioni))
    impaginate.clear()
    sezioni[0] = Sezione(1, '<p>Con nota<span class="nota">In fondo</span></p>')
    assert differenze(intero(documento(*sezioni)), scrivi_pdf(documento(*sezioni), [], GIORNO)) == []
    assert sorted(impaginate) == [0, 1, 2]


def test_a_face_that_the_style_does_not_have_is_printed_by_the_document_whole() -> None:
    html = documento(Sezione(1, prosa(1)), Sezione(1, DISEGNO.replace(FAMIGLIA, "serif")), Sezione(1, prosa(1)))
    assert scrivi_pdf(html, [], GIORNO) == intero(html)


def test_what_is_kept_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    html = documento(*CASI["capitoli"])
    in_parti(html)
    monkeypatch.setattr(processi, "TENUTI", sum(map(len, processi._pronte.values())) - 1)
    scrivi_pdf(html, [], GIORNO)
    assert 0 < sum(map(len, processi._pronte.values())) <= processi.TENUTI
    processi.dimentica()


@pytest.mark.parametrize(
    "html",
    [
        documento(Sezione(1, prosa(1))),
        documento(*CASI["capitoli"], corpo='<body class="continuo">'),
        documento(*CASI["capitoli"], corpo='<body class="breve">'),
        f"{TESTA}<body><p>Nessuna sezione</p></body></html>",
    ],
)
def test_what_flows_is_not_cut(html: str) -> None:
    assert dividi(html) is None
    assert scrivi_pdf(html, [], GIORNO) == intero(html)


def test_a_text_that_looks_like_a_section_is_no_section() -> None:
    finta = escape('<section class="sezione livello-1"><h1>Finto</h1> <p class="nota">')
    html = documento(Sezione(1, f"<p>{finta}</p>"), Sezione(1, '<p>b<span class="nota">nota</span></p>'))
    diviso = dividi(html)
    assert diviso is not None and [p.note for p in diviso.parti] == [0, 0]
    assert differenze(intero(html), in_parti(html)) == []


@pytest.mark.parametrize("quanti", [1, 2])
def test_a_part_may_not_read_what_the_whole_may_not(quanti: int) -> None:
    html = documento(Sezione(1, prosa(1)), Sezione(1, '<img alt="x" src="file:///etc/hostname">'), Sezione(1, ""))
    with pytest.raises(RisorsaVietata, match="/etc/hostname"):
        in_parti(html, quanti)


def test_two_threads_write_each_its_document() -> None:
    """As a server does: one document is laid out in parts, the other one whole."""
    html = documento(*CASI["paper that turns, and running heads after it"])
    continuo = documento(*CASI["capitoli"], corpo='<body class="continuo">')
    attesi = [in_parti(html), intero(continuo), in_parti(documento(*CASI["footnotes"]))]
    processi.dimentica()
    with ThreadPoolExecutor(3) as fili:
        scritti = list(fili.map(lambda h: scrivi_pdf(h, [], GIORNO), (html, continuo, documento(*CASI["footnotes"]))))
    assert scritti == attesi


def test_parts_of_a_process_that_dies_are_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    html = documento(*CASI["capitoli"])
    atteso = in_parti(html, 1)
    monkeypatch.setattr(processi, "_dipingi", muore_altrove)
    assert in_parti(html, 2) == atteso


def test_pages_are_read_back_alike_by_however_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the check of the public edition reads, and where a sentence goes over the page."""
    scritto = in_parti(documento(*CASI["footnotes"], *CASI["capitoli"]))
    letti = []
    for quanti in (1, 2):
        monkeypatch.setattr(controllo, "quanti_processi", lambda quanti=quanti: quanti)
        letti.append(list(controllo.parti(scritto, "pdf")))
        with pytest.raises(controllo.EdizioneNonPubblica, match="laseconda"):
            controllo.controlla_pubblica(scritto, "pdf", ["laseconda"])
    assert letti[0] == letti[1] and any("La quarta" in testo for _, testo in letti[0])


def test_a_thread_that_python_does_not_count_keeps_the_document_in_one_process() -> None:
    """A fork beside a thread of a library waits for ever for what the thread holds (seen on Debian 13)."""
    fermo = _thread.allocate_lock()
    fermo.acquire()
    _thread.start_new_thread(fermo.acquire, ())
    try:
        assert quanti_processi() == 1
    finally:
        fermo.release()
