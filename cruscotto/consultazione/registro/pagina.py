"""One page of the register: the lines beside a place, the hour and the key of a line, whatever comes meanwhile.

What a page costs does not grow with the register. The lines of a choice of acts or of a person are read from the index
of each couple of them; words are looked for in their own index when they are rare, and otherwise among the latest
lines, some thousands at a time: then the page says how far back it has looked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from django.db import connection
from django.db.models import BooleanField, DateTimeField, Func, Q, Value
from django.db.models.expressions import F, RawSQL
from django.utils import timezone

from cruscotto.consultazione.registro.salti import Coppia
from ente.models import Atto
from ente.models.atto import AttoQuerySet
from ente.registro_cercabile import Cercabile, candidati

PER_PAGINA = 50
SI_CONTANO = 1000
"""A count stops here."""
FINESTRA = 5000
"""Lines among which a page looks for words that are in too many."""
_FORMA = re.compile(r"(\d{8}T\d{6}\.\d{6})-(\d{1,18})", re.ASCII)


class Posto(NamedTuple):
    """The place of a line in the register."""

    quando: dt.datetime
    chiave: int

    @property
    def scritto(self) -> str:
        """As an address has it."""
        return f"{self.quando.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{self.chiave}"

    @classmethod
    def leggi(cls, testo: str) -> Self | None:
        """The place that an address names; None when it names none."""
        trovato = _FORMA.fullmatch(testo)
        if trovato is None:
            return None
        try:
            quando = dt.datetime.strptime(trovato[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC)
        except ValueError:
            return None
        return cls(quando, int(trovato[2])) if 1900 < quando.year < 9999 else None


class Oltre(Func):
    """The lines after a place, or before it by its sign: both columns at once, as the index has them."""

    output_field = BooleanField()

    def __init__(self, posto: Posto, segno: str) -> None:
        quando = Value(posto.quando, output_field=DateTimeField())
        super().__init__(F("created_at"), F("pk"), quando, Value(posto.chiave))
        self.segno = segno

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        pezzi, valori = zip(*(compiler.compile(e) for e in self.source_expressions), strict=True)
        quando, chiave, da, oltre = pezzi
        return f"({quando}, {chiave}) {self.segno} ({da}, {oltre})", [v for molti in valori for v in molti]


@dataclass(frozen=True, slots=True)
class Cammino:
    """What a search walks along: the lines of somebody between some days, and the words that a line must hold."""

    atti: AttoQuerySet
    """The lines between the days, of the person that is asked for."""
    coppie: Sequence[Coppia] | None
    """The kinds of object and the acts to which they are narrowed; None when to none."""
    di_tipo: AttoQuerySet
    """The same, narrowed."""
    fra: AttoQuerySet
    """All the lines between the days."""
    parole: Sequence[str]
    di_nessuno: bool = False


@dataclass(frozen=True, slots=True)
class PaginaRegistro:
    """Some lines, the latest first."""

    atti: list[Atto]
    recenti: Posto | None = None
    """The page before is that of the lines after this place."""
    vecchi: Posto | None = None
    """The next page is that of the lines before this place."""
    cercati_fino: dt.datetime | None = None
    """How far the words were looked for, when there may be others beyond."""
    quanti: int | None = None
    """How many lines there are in all; None when nobody counted them, or they are more than ``almeno``."""
    almeno: int = 0
    avviso: str = ""

    @property
    def altre(self) -> bool:
        """Whether there is another page."""
        return self.recenti is not None or self.vecchi is not None


VUOTA = PaginaRegistro([], quanti=0)


def leggi_pagina(cammino: Cammino, parametri: Mapping[str, str]) -> PaginaRegistro:
    """The page that an address asks for: ``prima`` of a place, ``dopo`` one, or the latest."""
    prima, dopo = (Posto.leggi(parametri.get(nome, "")) for nome in ("prima", "dopo"))
    pagina = (_dopo(cammino, dopo) if dopo and not prima else None) or _prima(cammino, prima)
    if pagina.altre:
        pagina = replace(pagina, quanti=None) if cammino.parole else _contata(pagina, cammino)
    return replace(pagina, avviso=_avviso(parametri, capito=prima or dopo))


def _avviso(parametri: Mapping[str, str], capito: Posto | None) -> str:
    if capito is None and (parametri.get("prima") or parametri.get("dopo")):
        return "Non si capisce da quale punto riprendere: questi sono gli atti più recenti."
    if capito is None and parametri.get("pagina", "1") != "1":
        return "Il registro non ha più pagine numerate: questi sono gli atti più recenti. In fondo si va ai precedenti."
    return ""


def _prima(cammino: Cammino, da: Posto | None) -> PaginaRegistro:
    """The lines before a place, or the latest."""
    posti, fine = _posti(cammino, da)
    mostrati = posti[:PER_PAGINA]
    recenti = None
    if da is not None:  # the line at the place is shown by the page before
        recenti = mostrati[0] if mostrati else Posto(da.quando, da.chiave - 1)
    if len(posti) > PER_PAGINA:
        return PaginaRegistro(_atti(mostrati), recenti, mostrati[-1])
    if fine is not None:
        return PaginaRegistro(_atti(mostrati), recenti, fine, timezone.localtime(fine.quando))
    return PaginaRegistro(_atti(mostrati), recenti, quanti=len(mostrati))


def _dopo(cammino: Cammino, da: Posto) -> PaginaRegistro | None:
    """The lines after a place; None when they are less than a page, and the first one shows them."""
    posti, fine = _posti(cammino, da, avanti=True)
    mostrati = posti[:PER_PAGINA][::-1]
    if len(posti) > PER_PAGINA:
        return PaginaRegistro(_atti(mostrati), mostrati[0], mostrati[-1])
    if fine is None:
        return None
    vecchi = mostrati[-1] if mostrati else Posto(da.quando, da.chiave + 1)
    return PaginaRegistro(_atti(mostrati), fine, vecchi, timezone.localtime(fine.quando))


def _atti(posti: list[Posto]) -> list[Atto]:
    atti = {a.pk: a for a in Atto.objects.filter(pk__in=[p.chiave for p in posti]).select_related("utente")}
    return [atti[p.chiave] for p in posti]


def _posti(cammino: Cammino, da: Posto | None, *, avanti: bool = False) -> tuple[list[Posto], Posto | None]:
    """The places of the lines after one and one line more; and where the look for words stopped before the end."""
    ordine = ["created_at", "pk"] if avanti else ["-created_at", "-pk"]
    # Of the lines of nobody PostgreSQL does not see that they are all of the same person, unless one says it.
    di_nessuno = ["utente_id" if avanti else "-utente_id"] if cammino.di_nessuno else []

    def oltre(insieme: AttoQuerySet, quante: int) -> Any:
        dopo = insieme if da is None else insieme.filter(Oltre(da, ">" if avanti else "<"))
        return dopo.order_by(*([] if insieme is cammino.fra else di_nessuno), *ordine)[:quante]

    if not cammino.parole:
        if cammino.coppie is None:
            return _leggi(oltre(cammino.atti, PER_PAGINA + 1)), None
        verso = "ASC" if avanti else "DESC"
        sql, valori = _unione(lambda via: oltre(via, PER_PAGINA + 1), cammino)
        return _esegui(f"{sql} ORDER BY 1 {verso}, 2 {verso} LIMIT {PER_PAGINA + 1}", valori), None
    trovati = con_parole(cammino.di_tipo, cammino.parole)
    if (indice := candidati(cammino.parole)) is not None:
        return _leggi(oltre(trovati, PER_PAGINA + 1), *indice), None
    una = cammino.coppie is not None and len(cammino.coppie) == 1
    finestra = oltre(cammino.di_tipo if una else cammino.fra, FINESTRA)
    posti = _leggi(oltre(trovati, PER_PAGINA + 1), *finestra.query.sql_with_params())
    if len(posti) > PER_PAGINA:
        return posti, None
    ultimo = list(finestra[FINESTRA - 1 :].values_list("created_at", "pk"))
    return posti, Posto(*ultimo[0]) if ultimo else None


def con_parole(atti: AttoQuerySet, parole: Sequence[str]) -> AttoQuerySet:
    """The lines that hold all the words, each in the object or in the act."""
    if connection.vendor == "postgresql":
        dove = atti.alias(cercabile=Cercabile())
        for parola in parole:
            dove = dove.filter(cercabile__icontains=parola)
        return dove
    for parola in parole:
        atti = atti.filter(Q(oggetto__icontains=parola) | Q(azione__icontains=parola))
    return atti


def _unione(taglia: Callable[[AttoQuerySet], Any], cammino: Cammino) -> tuple[str, list[Any]]:
    """A query of hours and keys, those that ``taglia`` takes of each couple: the ORM cannot write it."""
    colonne = ("created_at", "pk")
    if connection.vendor == "postgresql":  # planned once for all the couples
        via = cammino.atti.filter(modello=RawSQL("v.modello", ()), azione=RawSQL("v.azione", ()))
        sql, valori = taglia(via).values_list(*colonne).query.sql_with_params()
        coppie = ", ".join(["(%s, %s)"] * len(cammino.coppie or ()))
        da = f"SELECT l.* FROM (VALUES {coppie}) v (modello, azione) CROSS JOIN LATERAL ({sql}) l"  # noqa: S608
        return da, [*(v for coppia in cammino.coppie or () for v in coppia), *valori]
    vie = [taglia(cammino.atti.filter(modello=m, azione=a)) for m, a in cammino.coppie or ()]
    pezzi = [via.values_list(*colonne).query.sql_with_params() for via in vie]
    unite = " UNION ALL ".join(f"SELECT * FROM ({sql})" for sql, _ in pezzi)  # noqa: S608
    return f"SELECT * FROM ({unite})", [v for _, valori in pezzi for v in valori]  # noqa: S608


def _leggi(atti: AttoQuerySet, da: str = "", valori: Sequence[Any] = ()) -> list[Posto]:
    """The places of some lines; of those that another query gives, if there is one, instead of the whole register."""
    sql, suoi = atti.values_list("created_at", "pk").query.sql_with_params()
    prima, _, dopo = sql.partition('FROM "ente_atto"')
    return _esegui(f'{prima}FROM ({da}) AS "ente_atto"{dopo}' if da else sql, [*valori, *suoi])


def _esegui(istruzione: str, valori: Sequence[Any]) -> list[Posto]:
    with connection.cursor() as cursore:
        cursore.execute(istruzione, valori)
        righe = cursore.fetchall()
    campo = Atto._meta.get_field("created_at")
    lettori = connection.ops.get_db_converters(campo.get_col("ente_atto"))
    for lettore in lettori:
        righe = [(lettore(quando, None, connection), chiave) for quando, chiave in righe]
    return [Posto(quando, chiave) for quando, chiave in righe]


def _contata(pagina: PaginaRegistro, cammino: Cammino) -> PaginaRegistro:
    """The page with how many lines there are in all, counted up to ``SI_CONTANO``."""

    def taglia(via: AttoQuerySet) -> Any:
        return via.order_by()[: SI_CONTANO + 1]

    if cammino.coppie is None:
        sql, valori = taglia(cammino.atti).values_list("created_at", "pk").query.sql_with_params()
    else:
        sql, valori = _unione(taglia, cammino)
    with connection.cursor() as cursore:
        cursore.execute(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) t LIMIT {SI_CONTANO + 1}) n", valori)  # noqa: S608
        quanti: int = cursore.fetchone()[0]
    return replace(pagina, quanti=quanti) if quanti <= SI_CONTANO else replace(pagina, quanti=None, almeno=SI_CONTANO)
