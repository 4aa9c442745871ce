"""A cell as its author sees it: numbers with a comma, dates as day/month/year. Pure: no Django."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from zoneinfo import ZoneInfo

from ente.fogli.formati_numero import Segno

ORA = dt.timedelta(hours=1)
NESSUNO, PERCENTO = Segno.NESSUNO, Segno.PERCENTO  # found once: a sheet has a million numbers
ROMA = ZoneInfo("Europe/Rome")


def scrivi(valore: object, segno: Segno = NESSUNO) -> str:
    """A cell as its author sees it: ``1234,5``, ``73%``, ``31/12/2019``, ``SI``; blanks around a text are dropped.

    An hour of the day is ``14:30``; a duration is its hours, as a number: ``26:30`` is ``26,5``.
    """
    if isinstance(valore, str):
        return pulito(valore)
    if isinstance(valore, bool):
        return "SI" if valore else "NO"
    if isinstance(valore, int | float):
        return _numero(Decimal(repr(valore)), segno)
    if isinstance(valore, dt.datetime):
        return f"{valore:%d/%m/%Y}" if valore.time() == dt.time() else f"{valore:%d/%m/%Y %H:%M}"
    if isinstance(valore, dt.date):
        return f"{valore:%d/%m/%Y}"
    if isinstance(valore, dt.time):
        return f"{valore:%H:%M:%S}" if valore.second else f"{valore:%H:%M}"
    if isinstance(valore, dt.timedelta):
        return _numero(Decimal(repr(round(valore / ORA, 6))), NESSUNO)
    return "" if valore is None else str(valore)


def pulito(testo: str) -> str:
    """No blanks around, nothing that cannot be seen: no database and no terminal is to meet control characters."""
    if testo.isprintable():
        return testo.strip()
    testo = testo.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in testo if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def data_iso(testo: str) -> dt.datetime | None:
    """A day, with its hour or not, as files write it inside (``2020-08-14T00:00:00.000Z``); None for what is none.

    Some programs write midnight in Italy by the clock of Greenwich, at ten or eleven in the evening before: it is the
    day that their author sees.
    """
    try:
        letto = dt.datetime.fromisoformat(testo.strip())
        qui = letto.astimezone(ROMA) if letto.tzinfo else letto
    except (ValueError, OverflowError):
        return None
    return (qui if qui.time() == dt.time() else letto).replace(tzinfo=None)


def giorno_numerato(numero: float, zero: int = 0) -> dt.datetime | None:
    """The day that spreadsheets keep as a number, 43738 for 30/09/2019; ``zero`` are the days between the calendar that
    begins in 1900 and that of the file. None for what is no day of this time."""
    if not 1 <= numero + zero < 110_000:
        return None
    momento = dt.datetime(1899, 12, 30) + dt.timedelta(days=numero + zero)
    return momento.replace(microsecond=0) if momento.microsecond < 500_000 else None


def nota_di_durata(scritta: str) -> str:
    return f"è una durata: letta in ore, {scritta}."


def _numero(valore: Decimal, segno: Segno) -> str:
    """No thousands separators: what is read back must not depend on them. A spreadsheet keeps 15 digits."""
    if not valore.is_finite():
        return str(valore)
    ridotto = valore.normalize()
    if len(ridotto.as_tuple().digits) > 15:  # 0.1 + 0.2 is 0,3 for who wrote it
        ridotto = Decimal(f"{valore:.14e}").normalize()
    if segno is PERCENTO:
        ridotto = ridotto.scaleb(2)
    return f"{ridotto:f}".replace(".", ",") + ("" if segno is NESSUNO else "%")
