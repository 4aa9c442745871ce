"""A document laid out in parts, by more processes, and joined into one PDF (docs/adr/0063-the-pdf-in-parts.md).

Internals of WeasyPrint in use, beside those of ``marcatura``: ``LayoutContext.get_string_set_for`` (wrapped); the file
that ``generate_pdf`` begins with the colour profile and the colour spaces, and what it asks of a page, from ``width``
to ``paint``; ``_reference_resources``; ``Stream``, ``ColorProfile``, the glyphs of a ``Font``; ``split_first_line`` and
``draw_text``.
"""
