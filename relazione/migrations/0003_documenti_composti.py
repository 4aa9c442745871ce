"""What a cycle has to say becomes a ``Documento`` of some kind; each file written of it a ``Stesura``. First the tables."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cruscotto", "0008_importazioni"),
        ("relazione", "0002_documenti"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="documento", name="documento_stato_noto"),
        migrations.RemoveConstraint(model_name="documento", name="documento_pronto_con_file"),
        migrations.RenameModel(old_name="Documento", new_name="Stesura"),
        migrations.RenameField(model_name="stesura", old_name="richiesto_da", new_name="richiesta_da"),
        migrations.RenameField(model_name="stesura", old_name="scritto_il", new_name="scritta_il"),
        # PostgreSQL leaves an index its name when the table changes it: the next table would want the same one.
        migrations.AlterField(
            model_name="stesura",
            name="ciclo",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documenti_scritti",
                to="cruscotto.ciclo",
                verbose_name="ciclo",
            ),
        ),
        migrations.RenameModel(old_name="Relazione", new_name="Documento"),
        migrations.AlterField(
            model_name="documento",
            name="ciclo",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="composti",
                to="cruscotto.ciclo",
                verbose_name="ciclo",
            ),
        ),
        migrations.AddField(
            model_name="documento",
            name="tipo",
            field=models.CharField(default="relazione", max_length=20, verbose_name="tipo"),
        ),
        migrations.AddField(
            model_name="documento",
            name="periodo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="composti",
                to="cruscotto.periodo",
                verbose_name="periodo",
            ),
        ),
        migrations.AddField(
            model_name="documento",
            name="cruscotto",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="composti",
                to="cruscotto.cruscotto",
                verbose_name="cruscotto",
            ),
        ),
        migrations.RemoveConstraint(model_name="sezione", name="sezione_ordine_unico"),
        migrations.AlterModelOptions(
            name="sezione", options={"verbose_name": "sezione", "verbose_name_plural": "sezioni"}
        ),
        migrations.RenameField(model_name="sezione", old_name="relazione", new_name="documento"),
        migrations.AlterField(
            model_name="sezione",
            name="documento",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sezioni",
                to="relazione.documento",
                verbose_name="documento",
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="codice",
            field=models.SlugField(default="", max_length=80, verbose_name="codice"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="sezione",
            name="livello",
            field=models.PositiveSmallIntegerField(
                default=1,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3),
                ],
                verbose_name="livello",
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="numerata",
            field=models.BooleanField(default=True, verbose_name="con il numero"),
        ),
        migrations.AddField(
            model_name="sezione",
            name="figli",
            field=models.CharField(
                choices=[("numeri", "numeri"), ("lettere", "lettere")],
                default="numeri",
                max_length=8,
                verbose_name="come si numerano le sottosezioni",
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="riservata",
            field=models.BooleanField(
                default=False,
                help_text="Solo nell'edizione integrale, con tutto ciò che le sta sotto.",
                verbose_name="riservata",
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="stato",
            field=models.CharField(
                choices=[("da_rivedere", "Da rivedere"), ("accettata", "Accettata")],
                default="accettata",
                max_length=12,
                verbose_name="stato",
            ),
        ),
        migrations.AddField(
            model_name="sezione",
            name="accettata_da",
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
            name="accettata_il",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="accettata il"),
        ),
        migrations.CreateModel(
            name="FotografiaSalvata",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edizione",
                    models.CharField(
                        choices=[("pubblica", "Edizione pubblica"), ("integrale", "Edizione integrale")],
                        max_length=10,
                        verbose_name="edizione",
                    ),
                ),
                ("versione", models.PositiveSmallIntegerField(verbose_name="versione del formato")),
                ("contenuto", models.TextField(verbose_name="contenuto")),
                ("impronta", models.CharField(max_length=64, verbose_name="impronta SHA-256")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="salvata il")),
                (
                    "documento",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fotografie",
                        to="relazione.documento",
                        verbose_name="documento",
                    ),
                ),
            ],
            options={
                "verbose_name": "fotografia salvata",
                "verbose_name_plural": "fotografie salvate",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("documento", "edizione", "impronta"), name="fotografia_salvata_una_volta"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edizione__in", ["pubblica", "integrale"])),
                        name="fotografia_edizione_nota",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="stesura",
            name="documento",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stesure",
                to="relazione.documento",
                verbose_name="documento",
            ),
        ),
        # What was written until now held the individual sheets: it is the full edition, in PDF.
        migrations.AddField(
            model_name="stesura",
            name="edizione",
            field=models.CharField(
                choices=[("pubblica", "Edizione pubblica"), ("integrale", "Edizione integrale")],
                default="integrale",
                max_length=10,
                verbose_name="edizione",
            ),
        ),
        migrations.AddField(
            model_name="stesura",
            name="formato",
            field=models.CharField(
                choices=[("pdf", "PDF"), ("html", "HTML"), ("odt", "ODT"), ("json", "JSON")],
                default="pdf",
                max_length=4,
                verbose_name="formato",
            ),
        ),
        migrations.AddField(
            model_name="stesura",
            name="fase",
            field=models.CharField(
                blank=True,
                choices=[
                    ("fotografia", "Raccolta dei dati"),
                    ("composizione", "Composizione"),
                    ("stampa", "Impaginazione"),
                    ("controllo", "Controllo dell'edizione"),
                    ("consegna", "Consegna del file"),
                ],
                max_length=12,
                verbose_name="fase",
            ),
        ),
        migrations.AddField(
            model_name="stesura",
            name="avanzamento",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="avanzamento"),
        ),
        migrations.AddField(
            model_name="stesura", name="bozza", field=models.BooleanField(default=False, verbose_name="bozza")
        ),
        migrations.AddField(
            model_name="stesura",
            name="scrittore",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="versione di chi scrive"),
        ),
        migrations.AddField(
            model_name="stesura",
            name="fotografia",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stesure",
                to="relazione.fotografiasalvata",
            ),
        ),
    ]
