"""What the tests start from. The small bodies, from the least to the most:

- ``fabbrica``: one row of every model, for constraints and relations; no rules.
- ``scena``: two areas, four indicators, three periods, people of every role: periods, reminders, review.
- ``due_enti``: two scenes with one row of everything: permissions and locks.
- ``folla``: one open period that many people write in at once.
- ``misurato``: an adopted year and a living one of the same indicators: what an act does to the SALs.
- ``valori``, ``evidenze``, ``revisioni``: an office at work, by its pages.
- ``demo``: the real 2019 cycle.

Beside them files made on the spot (``fogli``, ``stampati``, ``file_di_prova``, ``file_ostili``, ``righe``), what a
browser does (``moduli``, ``importazioni``, ``pagine``, ``casi``), and where the acts live (``azioni``).
"""
