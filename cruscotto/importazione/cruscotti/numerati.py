"""Names with their number before them, as people write those of the tree: «6. Nome», «Area strategica 2 - Nome»."""

from __future__ import annotations

import re

from ente.importazione import RigaLetta

NUMERO_E_NOME = re.compile(r"(\d{1,4})(?!\d)(?:\s*[.):–-]+(?!\d)\s*|\s+(?=[A-ZÀ-ÖØ-Þ\"«“(])|\s*\Z)(.*)", re.DOTALL)
"""Not «1.1 Nome», which is of two levels, nor «100 alberi», which is a quantity: those are names."""
_AREA = re.compile(r"(?:area|linea|asse|ambito) strategic[ao]\s*(?:n\.\s*)?[:–-]?\s*", re.IGNORECASE)


def numero_e_nome_area(testo: str) -> tuple[int, str] | None:
    """The number and the name of an area strategica: «Area strategica 2 - Competitività» is 2 and «Competitività»."""
    breve = _AREA.sub("", testo, count=1)
    scritto = NUMERO_E_NOME.match(breve)
    return (int(scritto[1]), scritto[2].strip()) if scritto else (0, breve.strip())


def senza_numero(testo: str) -> str:
    trovato = NUMERO_E_NOME.match(testo)
    return trovato[2].strip() if trovato and trovato[2].strip() else testo


def testo_obiettivo(riga: RigaLetta) -> str:
    """The objective as «6. Nome», also when the number has a column of its own."""
    nome, numero = riga["obiettivo_strategico"].strip(), riga["numero_obiettivo"].strip()
    return f"{numero}. {nome}" if numero and not NUMERO_E_NOME.match(nome) else nome
