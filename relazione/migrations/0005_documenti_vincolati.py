"""At last what the new tables promise, now that every row keeps it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TIPI = [
    ("relazione", "Relazione sulla performance"),
    ("piano", "Piano della performance"),
    ("monitoraggio", "Rapporto di monitoraggio"),
    ("scheda_individuale", "Scheda individuale"),
    ("pira", "Piano degli indicatori e dei risultati attesi"),
    ("validazione", "Documento di validazione"),
    ("accompagnamento", "Relazione di accompagnamento alla validazione"),
    ("confronto", "Che cosa è cambiato"),
]
STATI = [
    ("richiesto", "In attesa"),
    ("in_scrittura", "In scrittura"),
    ("pronto", "Pronto"),
    ("fallito", "Non riuscito"),
    ("annullato", "Annullato"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("relazione", "0004_documenti_riempiti"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(model_name="stesura", name="ciclo"),
        migrations.RemoveField(model_name="sezione", name="numero"),
        migrations.AlterModelOptions(
            name="documento",
            options={
                "ordering": ["ciclo", "tipo", "pk"],
                "verbose_name": "documento composto",
                "verbose_name_plural": "documenti composti",
            },
        ),
        migrations.AlterModelOptions(
            name="sezione",
            options={"ordering": ["documento", "ordine"], "verbose_name": "sezione", "verbose_name_plural": "sezioni"},
        ),
        migrations.AlterModelOptions(
            name="stesura",
            options={
                "ordering": ["-created_at", "-pk"],
                "verbose_name": "stesura",
                "verbose_name_plural": "stesure",
            },
        ),
        migrations.AlterField(
            model_name="documento",
            name="tipo",
            field=models.CharField(choices=TIPI, default="relazione", max_length=20, verbose_name="tipo"),
        ),
        migrations.AlterField(
            model_name="stesura",
            name="documento",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stesure",
                to="relazione.documento",
                verbose_name="documento",
            ),
        ),
        migrations.AlterField(
            model_name="stesura",
            name="edizione",
            field=models.CharField(
                choices=[("pubblica", "Edizione pubblica"), ("integrale", "Edizione integrale")],
                default="pubblica",
                max_length=10,
                verbose_name="edizione",
            ),
        ),
        migrations.AlterField(
            model_name="stesura",
            name="stato",
            field=models.CharField(choices=STATI, default="richiesto", max_length=12, verbose_name="stato"),
        ),
        migrations.AlterField(
            model_name="stesura",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="richiesta il"),
        ),
        migrations.AlterField(
            model_name="stesura",
            name="scritta_il",
            field=models.DateTimeField(blank=True, null=True, verbose_name="scritta il"),
        ),
        migrations.AddConstraint(
            model_name="documento",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cruscotto__isnull", True), ("periodo__isnull", True)),
                fields=("ciclo", "tipo"),
                name="documento_uno_per_tipo",
            ),
        ),
        migrations.AddConstraint(
            model_name="documento",
            constraint=models.UniqueConstraint(
                condition=models.Q(("periodo__isnull", False)),
                fields=("periodo", "tipo"),
                name="documento_uno_per_periodo",
            ),
        ),
        migrations.AddConstraint(
            model_name="documento",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cruscotto__isnull", False)),
                fields=("cruscotto", "tipo"),
                name="documento_uno_per_cruscotto",
            ),
        ),
        migrations.AddConstraint(
            model_name="documento",
            constraint=models.CheckConstraint(
                condition=models.Q(("tipo__in", [tipo for tipo, _ in TIPI])), name="documento_tipo_noto"
            ),
        ),
        migrations.AddConstraint(
            model_name="documento",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("periodo__isnull", False), ("tipo", "monitoraggio")),
                    models.Q(models.Q(("tipo", "monitoraggio"), _negated=True), ("periodo__isnull", True)),
                    _connector="OR",
                ),
                name="documento_periodo_dove_serve",
                violation_error_message="Il periodo è del solo rapporto di monitoraggio, che non può farne a meno.",
            ),
        ),
        migrations.AddConstraint(
            model_name="documento",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cruscotto__isnull", False), ("tipo", "scheda_individuale")),
                    models.Q(models.Q(("tipo", "scheda_individuale"), _negated=True), ("cruscotto__isnull", True)),
                    _connector="OR",
                ),
                name="documento_cruscotto_dove_serve",
                violation_error_message="Il cruscotto è della sola scheda individuale, che non può farne a meno.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sezione",
            constraint=models.UniqueConstraint(fields=("documento", "ordine"), name="sezione_ordine_unico"),
        ),
        migrations.AddConstraint(
            model_name="sezione",
            constraint=models.UniqueConstraint(fields=("documento", "codice"), name="sezione_codice_unico"),
        ),
        migrations.AddConstraint(
            model_name="sezione",
            constraint=models.CheckConstraint(
                condition=models.Q(("stato__in", ["da_rivedere", "accettata"])), name="sezione_stato_noto"
            ),
        ),
        migrations.AddConstraint(
            model_name="sezione",
            constraint=models.CheckConstraint(
                condition=models.Q(("figli__in", ["numeri", "lettere"])), name="sezione_figli_noti"
            ),
        ),
        migrations.AddConstraint(
            model_name="stesura",
            constraint=models.CheckConstraint(
                condition=models.Q(("stato__in", [stato for stato, _ in STATI])), name="stesura_stato_noto"
            ),
        ),
        migrations.AddConstraint(
            model_name="stesura",
            constraint=models.CheckConstraint(
                condition=models.Q(("edizione__in", ["pubblica", "integrale"])), name="stesura_edizione_nota"
            ),
        ),
        migrations.AddConstraint(
            model_name="stesura",
            constraint=models.CheckConstraint(
                condition=models.Q(("formato__in", ["pdf", "html", "odt", "json"])), name="stesura_formato_noto"
            ),
        ),
        migrations.AddConstraint(
            model_name="stesura",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stato", "pronto"), _negated=True),
                    models.Q(
                        models.Q(("file", ""), _negated=True),
                        models.Q(("impronta", ""), _negated=True),
                        ("scritta_il__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="stesura_pronta_con_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="stesura",
            constraint=models.CheckConstraint(
                condition=models.Q(("avanzamento__lte", 100)), name="stesura_avanzamento_centesimi"
            ),
        ),
    ]
