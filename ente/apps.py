from django.apps import AppConfig


class EnteConfig(AppConfig):
    name = "ente"
    verbose_name = "Ente e persone"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ente import verifiche_di_messa_in_opera  # noqa: F401 - registers its check
