"""Invented bodies to measure the site under load: as many and as large as asked, the same for the same seed."""

from cruscotto.management.dimostrazione.carico.genera import PREFISSO, CaricoRifiutato, genera, togli
from cruscotto.management.dimostrazione.carico.piano import Piano

__all__ = ["PREFISSO", "CaricoRifiutato", "Piano", "genera", "togli"]
