"""Then what the rows have to say in the new tables: nothing that was written is lost."""

import re

from django.db import migrations
from django.utils.text import slugify

CRUSCOTTI = re.compile(r"^\s*\[\[\s*(?:sintesi-)?cruscotto\s+([\w-]+)\s*\]\]\s*$", re.MULTILINE)
RICHIAMO = re.compile(r"^\s*\[\[.*\]\]\s*$", re.MULTILINE)
LETTERA = re.compile(r"\.[a-z]{1,2}$")


def riempi(apps, schema_editor):
    Documento = apps.get_model("relazione", "Documento")
    Sezione = apps.get_model("relazione", "Sezione")
    Stesura = apps.get_model("relazione", "Stesura")
    Cruscotto = apps.get_model("cruscotto", "Cruscotto")
    # A PDF may have been asked for of a cycle whose Relazione nobody had written, and have failed.
    for ciclo in (
        Stesura.objects.exclude(ciclo__in=Documento.objects.values("ciclo"))
        .values_list("ciclo", "ciclo__anno")
        .distinct()
    ):
        Documento.objects.create(ciclo_id=ciclo[0], titolo=f"Relazione sulla performance {ciclo[1]}")
    relazioni = dict(Documento.objects.values_list("ciclo", "pk"))
    for stesura in Stesura.objects.order_by("pk"):
        stesura.documento_id = relazioni[stesura.ciclo_id]
        stesura.avanzamento = 100 if stesura.stato == "pronto" else 0
        stesura.save(update_fields=["documento", "avanzamento"])
    for documento in Documento.objects.order_by("pk"):
        individuali = Cruscotto.objects.filter(ciclo=documento.ciclo_id, tipo="individuale")
        sezioni = list(Sezione.objects.filter(documento=documento).order_by("ordine"))
        _riempi(sezioni, set(individuali.values_list("codice", flat=True)))
        for sezione in sezioni:
            sezione.save()


def _riempi(sezioni, individuali):
    """Code, numbering and confidentiality of the sections of one document, from what stood in them."""
    usati = set()
    for sezione in sezioni:
        radice = slugify(sezione.titolo)[:70] or "sezione"
        codice, n = radice, 1
        while codice in usati:
            n += 1
            codice = f"{radice}-{n}"
        usati.add(codice)
        sezione.codice = codice
        sezione.numerata = bool(sezione.numero)
        sezione.riservata = bool(individuali & set(CRUSCOTTI.findall(sezione.testo)))
    for posto, sezione in enumerate(sezioni):
        sotto = []
        for altra in sezioni[posto + 1 :]:
            if altra.livello <= sezione.livello:
                break
            if altra.livello == sezione.livello + 1:
                sotto.append(altra)
        if sotto and any(LETTERA.search(s.numero) for s in sotto):
            sezione.figli = "lettere"
        # What only introduces individual sheets goes with them.
        if sotto and all(s.riservata for s in sotto) and not RICHIAMO.search(sezione.testo):
            sezione.riservata = True


class Migration(migrations.Migration):
    dependencies = [("relazione", "0003_documenti_composti")]

    operations = [migrations.RunPython(riempi, elidable=True)]
