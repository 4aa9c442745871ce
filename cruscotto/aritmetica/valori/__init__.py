"""Reading and writing of targets and actuals as Italian clerks write them (docs/dominio.md "Written values"). Pure: no
Django."""

from contesto.numeri import ValoreIllegibile, formatta_numero, leggi_numero
from cruscotto.aritmetica.valori.formato import formatta_consuntivo, formatta_quantita
from cruscotto.aritmetica.valori.lettura import con_tolleranza, controlla_scala, leggi_atteso, leggi_consuntivo
from cruscotto.aritmetica.valori.tipi import NUMERICI, Atteso, Consuntivo, Tipo, Verso

__all__ = [
    "NUMERICI",
    "Atteso",
    "Consuntivo",
    "Tipo",
    "ValoreIllegibile",
    "Verso",
    "con_tolleranza",
    "controlla_scala",
    "formatta_consuntivo",
    "formatta_numero",
    "formatta_quantita",
    "leggi_atteso",
    "leggi_consuntivo",
    "leggi_numero",
]
