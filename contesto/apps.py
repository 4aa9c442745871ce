from django.apps import AppConfig


class ContestoConfig(AppConfig):
    name = "contesto"
    verbose_name = "Contesto e bilancio"
    default_auto_field = "django.db.models.BigAutoField"
