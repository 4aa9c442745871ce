"""The matrix of the body: prospettive in rows, aree strategiche in columns, objectives with SAL and light in cells."""

from contesto.colori import con_luce
from contesto.svg import disegno_vuoto, documento, rettangolo
from cruscotto.strategia.disegni.parti import LARGHEZZA, Riquadro, in_parole, riquadro
from cruscotto.strategia.disegni.tipi import ColonnaMatrice, ObiettivoDisegnato, RigaMatrice, Tema

_TESTATA = 150.0  # width of the column of the prospettive
_ARIA = 6  # around the boxes of a cell


def _scatole(obiettivi: tuple[ObiettivoDisegnato, ...], larghezza: float, bordo: str) -> list[Riquadro]:
    return [riquadro(o.etichetta(), larghezza - 2 * _ARIA, esito=o.esito, bordo=bordo) for o in obiettivi]


def _impila(scatole: list[Riquadro], x: float, y: float) -> tuple[str, float]:
    pezzi = ""
    for scatola in scatole:
        pezzi += scatola.disegna(x + _ARIA, y + _ARIA)
        y += scatola.altezza + _ARIA
    return pezzi, y + _ARIA


def _intestazione(colonne: tuple[ColonnaMatrice, ...], larghezza: float, tema: Tema) -> tuple[str, float]:
    fondo = con_luce(tema.primario, 90, croma_massimo=10)
    scatole = [
        riquadro(f"{c.codice} - {c.nome}" if c.codice else c.nome, larghezza, esito=c.esito, fondo=fondo,
                 bordo=con_luce(tema.primario, 35), grassetto=True, raggio=0, sopratitolo="Area strategica")
        for c in colonne
    ]  # fmt: skip
    alto = max(scatola.altezza for scatola in scatole)
    pezzi = "".join(s.disegna(1 + _TESTATA + i * larghezza, 1, alto) for i, s in enumerate(scatole))
    return pezzi, 1 + alto


def _riga(
    riga: RigaMatrice, colonne: tuple[ColonnaMatrice, ...], y: float, larghezza: float, tema: Tema
) -> tuple[str, float]:
    bordo = con_luce(tema.primario, 35)
    codici = [colonna.codice for colonna in colonne]
    testata = riquadro(riga.nome, _TESTATA, esito=riga.esito, fondo=con_luce(tema.secondario, 93, croma_massimo=8),
                       bordo=bordo, grassetto=True, raggio=0, sopratitolo="Prospettiva")  # fmt: skip
    celle, fine = "", y
    for indice, codice in enumerate(codici):
        propri = tuple(o for o in riga.obiettivi if o.area == codice)
        if propri:
            disegno, fondo = _impila(_scatole(propri, larghezza, bordo), 1 + _TESTATA + indice * larghezza, y)
            celle += disegno
            fine = max(fine, fondo)
    comuni = tuple(o for o in riga.obiettivi if o.area not in codici)
    divisori = fine
    if comuni:
        inizio = fine - _ARIA if fine > y else y
        disegno, fine = _impila(_scatole(comuni, larghezza * len(colonne), bordo), 1 + _TESTATA, inizio)
        celle += disegno
    alto = max(fine - y, testata.altezza, 40)
    if not comuni:
        divisori = y + alto
    cornici = rettangolo(1 + _TESTATA, y, larghezza * len(colonne), alto, bordo=bordo)
    if divisori > y:
        cornici += "".join(
            rettangolo(1 + _TESTATA + i * larghezza, y, larghezza, divisori - y, bordo=bordo)
            for i in range(len(colonne))
        )
    return cornici + testata.disegna(1, y, alto) + celle, y + alto


def disegna_matrice(colonne: tuple[ColonnaMatrice, ...], righe: tuple[RigaMatrice, ...], tema: Tema) -> str:
    """The matrix, 700 units wide. An objective without area, or of an area that is no column, spans all columns."""
    titolo = "Matrice delle prospettive e delle aree strategiche"
    if not colonne or not righe:
        return disegno_vuoto(titolo, larghezza=LARGHEZZA, prefisso="matrice")
    larghezza = (LARGHEZZA - 2 - _TESTATA) / len(colonne)
    corpo, y = _intestazione(colonne, larghezza, tema)
    for riga in righe:
        disegno, y = _riga(riga, colonne, y, larghezza, tema)
        corpo += disegno
    voci = [in_parole(f"area {c.codice} {c.nome}", c.esito) for c in colonne]
    for riga in righe:
        obiettivi = ", ".join(in_parole(f"obiettivo {o.codice}", o.esito) for o in riga.obiettivi)
        voci.append(in_parole(f"prospettiva {riga.nome}", riga.esito) + (f" ({obiettivi})" if obiettivi else ""))
    return documento(LARGHEZZA, y + 1, f"{titolo}. " + "; ".join(voci), corpo, prefisso="matrice")
