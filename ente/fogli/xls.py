"""An old xls (BIFF, in an OLE2 container) as it is written, before the reader of values opens it: how far its cells
reach, how much text they would take, their formats, what is hidden. Macros are found by their storage and refused;
nothing of the file is ever run. Pure: no Django.

Source: [MS-CFB] and [MS-XLS]. Only the records that are needed are looked into; the others are skipped.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from ente.fogli.contenitore import CIFRATO, CON_COLLEGAMENTI, CON_MACRO, NON_FOGLIO, FoglioRifiutato, rovinato
from ente.fogli.esame import Esame, Posto, esige_insieme, esige_pochi
from ente.fogli.formati_numero import COMUNI, FormatoDiNumero, di_giorno, di_ora, formato

FINE_CATENA = 0xFFFFFFFA
"""Numbers from here on name no sector."""
BOF, EOF, FILEPASS, CONTINUE = 0x0809, 0x000A, 0x002F, 0x003C
BOUNDSHEET, FORMAT, XF, SST, SUPBOOK = 0x0085, 0x041E, 0x00E0, 0x00FC, 0x01AE
NUMBER, RK, MULRK, FORMULA, BOOLERR, LABELSST = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205, 0x00FD
TESTI = (0x0204, 0x00D6)  # LABEL, RSTRING
NUMERI = (NUMBER, RK, FORMULA)
DATE1904, RECALCID = 0x0022, 0x01C1
GIORNI_1904 = 1462
"""Days between the two calendars."""
DA_CALCOLARE = 2
"""The flag of a formula that is to be calculated when the file is opened."""
UTF_16 = b"\xb0\x04"
ROW, COLINFO, MERGECELLS = 0x0208, 0x007D, 0x00E5
BIFF8 = 0x0600
_PAGINA = re.compile(rb"\x09\x08[\x08\x10]\x00\x00\x06\x05\x00.{2,400}?\x42\x00\x02\x00(..)", re.DOTALL)
"""The page of codes at the beginning of a workbook of Excel 97 or later."""
VOLTE = 3
"""How many times the bytes of a workbook are walked, at most: its sheets do not stand in one another."""


class _Voce(NamedTuple):
    """An entry of the directory of the container."""

    nome: str
    inizio: int
    lunga: int


class _Record(NamedTuple):
    posto: int
    tipo: int
    dati: bytes


def esamina_xls(contenuto: bytes) -> tuple[list[Esame | None], list[str]]:
    """The sheets of an xls in order, None for those that are hidden or hold no cells; the names of the hidden ones.

    Raises:
        FileRifiutato: with a password, with macros or links to other files, too large, broken, or no spreadsheet.
    """
    try:
        return _Libro(_flusso(contenuto)).esami()
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        raise rovinato() from None


def con_testi_in_utf_16(contenuto: bytes) -> bytes:
    """The file as the reader of values wants it: some libraries name another page of codes, which it takes at its word,
    though the texts of this format are always in UTF-16."""
    pagina = _PAGINA.search(contenuto)
    if pagina is None or pagina[1] == UTF_16:
        return contenuto
    return contenuto[: pagina.start(1)] + UTF_16 + contenuto[pagina.end(1) :]


def _flusso(contenuto: bytes) -> bytes:
    """The workbook inside the container."""
    salto, corto = struct.unpack_from("<HH", contenuto, 30)
    if salto not in (9, 12) or corto != 6:
        raise rovinato()
    lungo = 1 << salto
    (prima_cartella,) = struct.unpack_from("<I", contenuto, 48)
    soglia, prima_corta = struct.unpack_from("<II", contenuto, 56)
    quanti = len(contenuto) // lungo
    fat: list[int] = []
    for settore in _difat(contenuto, lungo, quanti):
        fat += struct.unpack_from(f"<{lungo // 4}I", contenuto, (settore + 1) << salto)

    def catena(primo: int, tabella: list[int]) -> Iterator[int]:
        for _ in range(len(tabella) + 1):
            if primo >= FINE_CATENA:
                return
            yield primo
            primo = tabella[primo]
        raise rovinato()

    def letto(primo: int) -> bytes:
        return b"".join(contenuto[(s + 1) << salto : (s + 2) << salto] for s in catena(primo, fat))

    voci = _voci(letto(prima_cartella))
    nomi = {v.nome for v in voci}
    if "EncryptedPackage" in nomi:
        raise FoglioRifiutato(CIFRATO)
    libro = next((v for nome in ("Workbook", "Book") for v in voci if v.nome == nome), None)
    if libro is None:
        raise FoglioRifiutato(NON_FOGLIO)
    if nomi & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
        raise FoglioRifiutato(CON_MACRO)
    if libro.lunga >= soglia:
        return letto(libro.inizio)[: libro.lunga]
    radice = letto(voci[0].inizio)
    grezza = letto(prima_corta)
    corta = list(struct.unpack(f"<{len(grezza) // 4}I", grezza[: len(grezza) // 4 * 4]))
    return b"".join(radice[s << 6 : (s + 1) << 6] for s in catena(libro.inizio, corta))[: libro.lunga]


def _difat(contenuto: bytes, lungo: int, quanti: int) -> list[int]:
    """The sectors of the table of the sectors."""
    trovati = list(struct.unpack_from("<109I", contenuto, 76))
    seguente, volte = struct.unpack_from("<II", contenuto, 68)
    for _ in range(min(volte, quanti)):
        if seguente >= FINE_CATENA:
            break
        *altri, seguente = struct.unpack_from(f"<{lungo // 4}I", contenuto, (seguente + 1) * lungo)
        trovati += altri
    veri = [s for s in trovati if s < FINE_CATENA]
    if len(veri) > quanti + 1:
        raise rovinato()
    return veri


def _voci(cartella: bytes) -> list[_Voce]:
    voci: list[_Voce] = []
    for inizio in range(0, len(cartella) - 127, 128):
        lungo_nome, tipo = struct.unpack_from("<HB", cartella, inizio + 64)
        nome = cartella[inizio : inizio + max(min(lungo_nome, 64) - 2, 0)].decode("utf-16-le", "replace")
        settore, lunga = struct.unpack_from("<II", cartella, inizio + 116)
        if tipo or not voci:
            voci.append(_Voce(nome, settore, lunga))
    if not voci:
        raise rovinato()
    return voci


class _Libro:
    """The records of a workbook."""

    def __init__(self, flusso: bytes) -> None:
        self.flusso = flusso
        self.formati: dict[int, FormatoDiNumero] = {n: f for n, c in COMUNI.items() if (f := formato(c))}
        self.di_giorno: set[int] = set()
        self.propri: set[int] = set()
        self.stili: list[int] = []
        self.lunghezze: list[int] = []
        self.versione = self.percorsi = self.zero = self.formule = 0
        self.calcolato = False
        self.vuote: list[tuple[Esame, Posto]] = []

    def record(self, posto: int) -> Iterator[_Record]:
        """From a place to the end of what begins there: what is inside it, as the chart of a sheet, is skipped."""
        dentro = 0
        while posto + 4 <= len(self.flusso):
            tipo, lungo = struct.unpack_from("<HH", self.flusso, posto)
            dati = self.flusso[posto + 4 : posto + 4 + lungo]
            self.percorsi += 4 + lungo
            if self.percorsi > VOLTE * len(self.flusso):  # sheets in one another's place: it would be read many times
                raise rovinato()
            if tipo == BOF:
                dentro += 1
            if dentro <= 1:
                yield _Record(posto, tipo, dati)
            if tipo == EOF:
                dentro -= 1
                if dentro <= 0:
                    return
            posto += 4 + lungo

    def esami(self) -> tuple[list[Esame | None], list[str]]:
        fogli: list[tuple[int, int, int, str]] = []
        testi: list[bytes] = []
        prima = 0
        for _, tipo, dati in self.record(0):
            if tipo == BOF:
                (self.versione,) = struct.unpack_from("<H", dati)
            elif tipo == FILEPASS:
                raise FoglioRifiutato(CIFRATO)
            elif tipo == BOUNDSHEET:
                posto, stato, specie = struct.unpack_from("<IBB", dati)
                fogli.append((posto, stato & 3, specie, self._nome(dati)))
            elif tipo == FORMAT:
                self._formato(dati)
            elif tipo == DATE1904:
                self.zero = GIORNI_1904 * struct.unpack_from("<H", dati)[0]
            elif tipo == RECALCID:
                self.calcolato = True
            elif tipo == XF:
                self.stili.append(struct.unpack_from("<H", dati, 2)[0])
            elif tipo == SUPBOOK and len(dati) > 4 and dati[:2] != b"\x01\x00":
                raise FoglioRifiutato(CON_COLLEGAMENTI)
            elif tipo == SST or (tipo == CONTINUE and prima == SST):
                testi.append(dati)
            prima = prima if tipo == CONTINUE else tipo
        esige_pochi(len(fogli))
        if testi:
            self.lunghezze = _lunghezze(testi)
        return self._fogli(fogli)

    def _fogli(self, fogli: list[tuple[int, int, int, str]]) -> tuple[list[Esame | None], list[str]]:
        esami: list[Esame | None] = []
        nascosti = []
        for posto, stato, specie, nome in fogli:
            if specie in (1, 6):  # a sheet of macros
                raise FoglioRifiutato(CON_MACRO)
            if stato:
                nascosti.append(nome)
            if stato or specie:
                esami.append(None)
                continue
            esami.append(self._esame(posto, nome))
            esige_insieme([e for e in esami if e])
        if not self.calcolato and len(self.vuote) == self.formule:
            for esame, dove in self.vuote:  # a library that calculates nothing: each of its formulas is an empty text
                esame.mai_calcolate.add(dove)
        return esami, nascosti

    def _nome(self, dati: bytes) -> str:
        if self.versione < BIFF8:
            return dati[7 : 7 + dati[6]].decode("cp1252", "replace")
        doppi = dati[7] & 1
        return dati[8 : 8 + dati[6] * (1 + doppi)].decode("utf-16-le" if doppi else "latin-1", "replace")

    def _formato(self, dati: bytes) -> None:
        (numero,) = struct.unpack_from("<H", dati)
        if self.versione < BIFF8:
            codice = dati[3 : 3 + dati[2]].decode("cp1252", "replace")
        else:
            (lungo,) = struct.unpack_from("<H", dati, 2)
            doppi = dati[4] & 1
            codice = dati[5 : 5 + lungo * (1 + doppi)].decode("utf-16-le" if doppi else "latin-1", "replace")
        suo = formato(codice)
        if di_giorno(codice):
            self.di_giorno.add(numero)
        elif not di_ora(codice):
            self.propri.add(numero)
        if suo is not None:
            self.formati[numero] = suo
        else:
            self.formati.pop(numero, None)

    def _esame(self, posto: int, nome: str) -> Esame:
        esame = Esame(nome)
        for _, tipo, dati in self.record(posto):
            if tipo in (NUMBER, RK, FORMULA, BOOLERR, LABELSST, *TESTI):
                self._cella(esame, tipo, dati)
            elif tipo == MULRK:
                riga, prima = struct.unpack_from("<HH", dati)
                for n in range((len(dati) - 6) // 6):
                    (stile,) = struct.unpack_from("<H", dati, 4 + 6 * n)
                    self._dice(esame, riga, prima + n, stile, dati[6 + 6 * n : 10 + 6 * n])
            elif tipo == ROW and struct.unpack_from("<H", dati, 12)[0] & 0x20:
                esame.righe_nascoste.add(struct.unpack_from("<H", dati)[0])
            elif tipo == COLINFO and dati[8] & 1:
                prima, ultima = struct.unpack_from("<HH", dati)
                esame.colonne_nascoste.update(range(prima, min(ultima, 255) + 1))
            elif tipo == MERGECELLS:
                (quante,) = struct.unpack_from("<H", dati)
                for n in range(quante):
                    r1, r2, c1, c2 = struct.unpack_from("<HHHH", dati, 2 + 8 * n)
                    esame.unite.append((r1, c1, r2, c2))
        return esame

    def _cella(self, esame: Esame, tipo: int, dati: bytes) -> None:
        riga, colonna, stile = struct.unpack_from("<HHH", dati)
        self._dice(esame, riga, colonna, stile, dati[6 : 10 if tipo == RK else 14] if tipo in NUMERI else b"")
        if tipo == LABELSST:
            (quale,) = struct.unpack_from("<I", dati, 6)
            esame.scrive(self.lunghezze[quale] if quale < len(self.lunghezze) else 0)
        elif tipo in TESTI:
            esame.scrive(len(dati))
        elif tipo == FORMULA and len(dati) > 15:
            self._formula(esame, (riga, colonna), dati)
        elif tipo == BOOLERR and dati[7]:
            esame.errori.add((riga, colonna))

    def _formula(self, esame: Esame, dove: Posto, dati: bytes) -> None:
        """What is known of the value of a formula: in the place of a number stands what else it is."""
        if dati[12:14] == b"\xff\xff":
            if dati[6] == 2:
                esame.errori.add(dove)
            elif dati[6] == 3:
                self.vuote.append((esame, dove))
        elif not any(dati[6:14]) and dati[14] & DA_CALCOLARE == DA_CALCOLARE:
            esame.mai_calcolate.add(dove)
        self.formule += 1

    def _dice(self, esame: Esame, riga: int, colonna: int, stile: int, numero: bytes) -> None:
        if riga >= esame.righe or colonna >= esame.colonne:
            esame.arriva(riga + 1, colonna + 1)
        if stile >= len(self.stili):
            return
        if (suo := self.formati.get(self.stili[stile])) is not None:
            esame.formati[riga, colonna] = suo
        elif self.stili[stile] in self.di_giorno:
            esame.giorni[riga, colonna] = self.zero
        if numero and numero[6:] != b"\xff\xff" and self.stili[stile] in self.propri:
            esame.numeri[riga, colonna] = _numero(numero)


def _numero(scritto: bytes) -> float:
    """A number in eight bytes, or in the four of an RK: the upper half of one, or a whole one, or a hundredth of it."""
    if len(scritto) == 8:
        return float(struct.unpack("<d", scritto)[0])
    (tutto,) = struct.unpack("<i", scritto)
    valore = tutto >> 2 if tutto & 2 else struct.unpack("<d", struct.pack("<ii", 0, tutto & ~3))[0]
    return float(valore / 100 if tutto & 1 else valore)


def _lunghezze(pezzi: list[bytes]) -> list[int]:
    """How long the shared texts are. One may go on in the next piece, which says again how its letters are written."""
    pezzo, posto = 0, 8

    def salta(quanti: int) -> None:
        nonlocal pezzo, posto
        while quanti > len(pezzi[pezzo]) - posto:
            quanti -= len(pezzi[pezzo]) - posto
            pezzo, posto = pezzo + 1, 0
        posto += quanti

    (quante,) = struct.unpack_from("<I", pezzi[0], 4)
    trovate: list[int] = []
    while len(trovate) < quante:
        if posto >= len(pezzi[pezzo]):
            pezzo, posto = pezzo + 1, 0
        lunga, segni = struct.unpack_from("<HB", pezzi[pezzo], posto)
        posto += 3
        code = 0
        if segni & 8:
            code += 4 * struct.unpack_from("<H", pezzi[pezzo], posto)[0]
            posto += 2
        if segni & 4:
            code += struct.unpack_from("<I", pezzi[pezzo], posto)[0]
            posto += 4
        restano, largo = lunga, 1 + (segni & 1)
        while restano:
            qui = min(restano, (len(pezzi[pezzo]) - posto) // largo)
            posto += qui * largo
            restano -= qui
            if restano:
                pezzo, posto = pezzo + 1, 1
                largo = 1 + (pezzi[pezzo][0] & 1)
        salta(code)
        trovate.append(lunga)
    return trovate
