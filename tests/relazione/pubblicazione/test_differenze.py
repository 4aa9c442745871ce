"""The difference of two texts, in words."""

from __future__ import annotations

import html as escapi
import re

from hypothesis import given
from hypothesis import strategies as st

from relazione.pubblicazione.differenze import differenze_in_parole

PEZZI = st.lists(st.sampled_from(["uno", "due", "tre", " ", "\n", "<b>", "&", "è", "🙂", "."]), max_size=30)


@given(prima=PEZZI, dopo=PEZZI)
def test_a_difference_gives_both_texts_back(prima: list[str], dopo: list[str]) -> None:
    """Without what came it is the old text, without what went the new one; nothing of it is read as HTML."""
    segnata = str(differenze_in_parole("".join(prima), "".join(dopo)))
    nascosto = re.compile(r'<span class="visually-hidden">.*?</span>')
    nuda = nascosto.sub("", segnata)
    for togli, atteso in (("ins", prima), ("del", dopo)):
        resto = re.sub(rf"<{togli}>.*?</{togli}>", "", nuda, flags=re.DOTALL)
        assert escapi.unescape(re.sub(r"</?(?:ins|del)>", "", resto)) == "".join(atteso)


def test_a_difference_is_said_in_words() -> None:
    segnata = differenze_in_parole("il gatto nero", "il cane nero")
    assert "[eliminato: </span>gatto" in segnata and "[inserito: </span>cane" in segnata
