from django.apps import AppConfig


class EnteConfig(AppConfig):
    name = "ente"
    verbose_name = "Ente e persone"
    default_auto_field = "django.db.models.BigAutoField"
