"""Who writes a section and by when, and every text that it has had."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def comincia_la_storia(apps, schema_editor):
    """The texts that are there are the first version of each section: who wrote them is not known."""
    Sezione = apps.get_model("relazione", "Sezione")
    Versione = apps.get_model("relazione", "VersioneSezione")
    righe = Sezione.objects.order_by("pk").values_list("documento", "codice", "versione", "titolo", "testo")
    Versione.objects.bulk_create(
        (
            Versione(
                documento_id=documento, codice=codice, numero=numero, titolo=titolo, testo=testo, origine="importata"
            )
            for documento, codice, numero, titolo, testo in righe.iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("relazione", "0005_documenti_vincolati"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sezione",
            name="assegnata_a",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sezioni_assegnate",
                to=settings.AUTH_USER_MODEL,
                verbose_name="chi la scrive",
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="entro",
            field=models.DateField(blank=True, null=True, verbose_name="entro il"),
        ),
        migrations.AddField(
            model_name="sezione",
            name="riportata_da",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="relazione.sezione",
                verbose_name="riportata da",
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="scritta_da",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="scritta_il",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="scritta il"),
        ),
        migrations.AddField(
            model_name="sezione",
            name="versione",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="versione"),
        ),
        migrations.CreateModel(
            name="VersioneSezione",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codice", models.SlugField(max_length=80, verbose_name="codice")),
                ("numero", models.PositiveIntegerField(verbose_name="numero")),
                ("titolo", models.CharField(max_length=300, verbose_name="titolo")),
                ("testo", models.TextField(blank=True, verbose_name="testo")),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("modello", "dal modello"),
                            ("importata", "caricata da una cartella"),
                            ("riportata", "riportata dall'anno prima"),
                            ("scritta", "scritta"),
                            ("frase", "con una frase proposta"),
                            ("ripristinata", "ripristinata"),
                            ("tolta", "com'era quando la sezione è stata tolta"),
                        ],
                        max_length=12,
                        verbose_name="come",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="quando")),
                (
                    "documento",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versioni",
                        to="relazione.documento",
                        verbose_name="documento",
                    ),
                ),
                (
                    "scritta_da",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "versione di una sezione",
                "verbose_name_plural": "versioni delle sezioni",
                "ordering": ["documento", "codice", "-numero"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("documento", "codice", "numero"), name="versione_sezione_una_volta"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "origine__in",
                                ["modello", "importata", "riportata", "scritta", "frase", "ripristinata", "tolta"],
                            )
                        ),
                        name="versione_sezione_origine_nota",
                    ),
                ],
            },
        ),
        migrations.RunPython(comincia_la_storia, migrations.RunPython.noop, elidable=True),
    ]
