import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cruscotto", "0006_rilevazioni"),
    ]

    operations = [
        migrations.AddField(
            model_name="ciclo",
            name="misura_congelata",
            field=models.JSONField(editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
        ),
        migrations.AddField(
            model_name="collocazione",
            name="regole_congelate",
            field=models.JSONField(editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
        ),
    ]
