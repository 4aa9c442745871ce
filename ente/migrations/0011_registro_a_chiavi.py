from django.db import migrations, models

from ente.registro_cercabile import monta, smonta


class Migration(migrations.Migration):
    """Pages of the register by key, its choices by skipping along an index, its words by theirs."""

    dependencies = [
        ("ente", "0010_inviti"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="atto", name="ente_atto_ente_id_acfb1a_idx"),
        migrations.AddIndex(
            model_name="atto",
            index=models.Index(fields=["ente", "created_at", "id"], name="atto_quando"),
        ),
        migrations.AddIndex(
            model_name="atto",
            index=models.Index(fields=["ente", "modello", "azione", "created_at", "id"], name="atto_azioni"),
        ),
        migrations.AddIndex(
            model_name="atto",
            index=models.Index(fields=["ente", "utente", "modello", "azione", "created_at", "id"], name="atto_persone"),
        ),
        migrations.RunPython(monta, smonta),
    ]
