#!/usr/bin/env bash
# `holidays` with language="it" answers in English without a word; "it_IT" answers in Italian.
#
# Guess: "it", the code that Django and every browser use for Italian, gives the Italian names of Italy's holidays, or is refused.
# Behaviour: the country's supported languages are full codes (it_IT, en_US, …); one that is not among them is neither matched by its prefix
#   nor refused: the names come out in the default of the library, English. The dates are right either way: 4 October, a national
#   holiday again from 2026 (law 151/2025), is there in 2026 and not in 2025.
# Seen: 2026-11-28, holidays 0.109.
# Source: holidays/holiday_base.py of 0.109: the translation falls back (gettext with fallback=True).
# Output seen:
#   it: Christmas Day
#   it_IT: Natale
#   4 ottobre: 2025 no, 2026 sì
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q holidays==0.109 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import datetime as dt

import holidays

for lingua in ("it", "it_IT"):
    print(f"{lingua}:", holidays.country_holidays("IT", language=lingua, years=2026)[dt.date(2026, 12, 25)])
print("4 ottobre:", ", ".join(f"{a} {'sì' if dt.date(a, 10, 4) in holidays.country_holidays('IT') else 'no'}" for a in (2025, 2026)))
PY
diff esito.txt - <<'ATTESO'
it: Christmas Day
it_IT: Natale
4 ottobre: 2025 no, 2026 sì
ATTESO
