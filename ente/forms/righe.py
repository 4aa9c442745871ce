from __future__ import annotations

from typing import Any

from django import forms


class UnaPerRiga(forms.CharField):
    """A list of texts, one a line: for a column of JSON that a person writes."""

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)
        self.help_text = " ".join(filter(None, (str(self.help_text), "Uno per riga.")))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The lines that say something, blanks stripped."""
        return [riga.strip() for riga in super().clean(value).splitlines() if riga.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), (data or "").replace("\r\n", "\n"))
