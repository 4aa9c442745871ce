"""No stream of a PDF ends with a carriage return, not even those that the library makes by itself."""

from __future__ import annotations

import io

import pikepdf
import pydyf

from relazione.documento.flussi import RITORNO, comprimi, senza_ritorni


def foglio(seme: int) -> pydyf.PDF:
    """A PDF of one empty page, and as many notes as make its streams different."""
    pdf = pydyf.PDF()
    pagina = {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, 9, 9])}
    pdf.add_page(pydyf.Dictionary(pagina | {"Resources": pydyf.Dictionary()}))
    pdf.add_object(pydyf.Dictionary({"Nota": pydyf.String(f"n. {seme}" * (seme % 7 + 1))}))
    pdf.add_object(pydyf.Stream([f"% {seme}"], compress=True))
    return pdf


def byte(pdf: pydyf.PDF) -> bytes:
    uscita = io.BytesIO()
    pdf.write(uscita, b"1.7", b"prova", True)
    return uscita.getvalue()


def test_what_the_library_would_end_badly_is_written_again() -> None:
    cattivi = [seme for seme in range(1500) if RITORNO in byte(foglio(seme))]
    assert len(cattivi) > 3, "il caso non si presenta più: la prova non dice nulla"
    for seme in (*cattivi, 0, 1):
        scritti = []
        for _ in range(2):
            pdf = foglio(seme)
            comprimi(pdf)
            senza_ritorni(pdf)
            scritti.append(byte(pdf))
        assert scritti[0] == scritti[1]
        assert RITORNO not in scritti[0]
        with pikepdf.open(io.BytesIO(scritti[0])) as letto:
            assert len(letto.pages) == 1 and letto.check_pdf_syntax() == []
