from django.db import migrations

from ente.registro_protetto import rimetti


class Migration(migrations.Migration):
    """The triggers of the register again: on SQLite a line could still be replaced by another with the same key."""

    dependencies = [
        ("ente", "0003_registro_protetto"),
    ]

    operations = [
        migrations.RunPython(rimetti, migrations.RunPython.noop),
    ]
