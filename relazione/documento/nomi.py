"""Names as a sentence writes them and as they are found: of tables, rows, columns, scorecards, indicators. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from relazione.documento.genere import Manca
from relazione.fotografia import Fotografia

T = TypeVar("T")
NOTE = re.compile(r"[*¹²³⁴⁵⁶⁷⁸⁹]+")
ANNO = re.compile(r"anno(?:\s*-\s*(\d{1,2}))?")
NOME_MASSIMO = 200
"""Letters of a name that are compared with those that there are."""
LUNGO = 70
SEPARA = re.compile(r"[>;{}]| \+ ")


def chiave(nome: str) -> str:
    """A name as it is compared: without case, notes, accents of form, doubled spaces."""
    piano = unicodedata.normalize("NFKC", NOTE.sub("", nome)).replace("’", "'").casefold()
    return " ".join(piano.split())


def anno_scritto(testo: str, anno: int) -> str:
    """The year that «anno» or «anno-1» stands for; empty for other words."""
    trovato = ANNO.fullmatch(testo.strip().casefold())
    return str(anno - int(trovato[1] or 0)) if trovato else ""


def forse(nome: str, nomi: Iterable[str]) -> str:
    """«: forse «…»», with the nearest of the names that there are; nothing when none is near."""
    per_chiave = {chiave(n): n for n in nomi}
    cercata = chiave(nome)
    if not cercata or len(cercata) > NOME_MASSIMO:
        return ""
    vicini = get_close_matches(cercata, per_chiave, n=3, cutoff=0.5)
    vicini = vicini or [c for c in per_chiave if cercata in c][:3]
    return f": forse {' o '.join(f'«{per_chiave[v]}»' for v in vicini)}" if vicini else ""


def scegli(nome: str, voci: Mapping[str, T], che_cosa: str) -> T:
    """The entry of a name, or of the beginning of one when no other begins so.

    Raises:
        Manca: there is none, or more.
    """
    cercata = chiave(nome)
    esatte = [v for n, v in voci.items() if chiave(n) == cercata]
    if not esatte and cercata:
        esatte = [v for n, v in voci.items() if chiave(n).startswith(cercata)]
    if len(esatte) == 1 or (esatte and all(v == esatte[0] for v in esatte)):
        return esatte[0]
    if esatte:
        raise Manca(f"«{nome}» può essere più di {che_cosa}: scrivetene il nome intero")
    raise Manca(f"non c'è {che_cosa} «{nome}»{forse(nome, voci)}")


def scegli_codice(codice: str, voci: Mapping[str, T], che_cosa: str, foto: Fotografia) -> T:
    """The entry of a code.

    Raises:
        Manca: there is none in this edition; of a public one it names nothing that is not public.
    """
    trovata = next((v for n, v in voci.items() if chiave(n) == chiave(codice)), None)
    if trovata is None:
        dove = "questa edizione" if foto.pubblica else f"il {foto.anno}"
        coda = forse(codice, voci)
        riserva = " Se è di una scheda individuale, segnate la frase come riservata" if foto.pubblica else ""
        raise Manca(f"{dove} non ha {che_cosa} «{codice}»{coda}{'.' if riserva else ''}{riserva}")
    return trovata


def inizio_unico(nome: str, nomi: Iterable[str]) -> str:
    """The first words of a name that no other begins with: enough to recall it by."""
    altri = [chiave(n) for n in nomi if n != nome]
    parole = SEPARA.split(nome)[0].split() or nome.split()
    for quante in range(min(3, len(parole)), len(parole) + 1):
        inizio = " ".join(parole[:quante]).rstrip(":,.")
        if not any(a.startswith(chiave(inizio)) for a in altri):
            return inizio
    return nome


def scrivi_nome(nome: str, posto: str, anno: int, nomi: Iterable[str]) -> str:
    """A name as a recall writes it: the year of the document as such, so that it follows; of what cannot be written, or
    is long, the beginning that no other has, or its place."""
    anni = {str(anno): "anno", str(anno - 1): "anno-1"}
    pulito = " / ".join(anni.get(p, p) for p in " ".join(NOTE.sub("", nome).split()).split(" / "))
    if pulito in anni.values() or pulito.rpartition(" / ")[2] in anni.values():
        return pulito
    inizio = SEPARA.split(pulito)[0].strip()
    if len(inizio) > LUNGO:
        inizio = inizio[:LUNGO].rpartition(" ")[0]
    if inizio == pulito and pulito:
        return pulito
    unico = sum(chiave(n).startswith(chiave(inizio)) for n in nomi) == 1
    return inizio if inizio and unico else posto


def unici(nomi: Iterable[str]) -> list[str]:
    """The same names, those after the first of equal ones with their number: «Var.% su 2018 (2)»."""
    visti: Counter[str] = Counter()
    usciti = []
    for nome in nomi:
        visti[chiave(nome)] += 1
        volta = visti[chiave(nome)]
        usciti.append(nome if volta == 1 else f"{nome} ({volta})")
    return usciti
