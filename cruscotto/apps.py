from django.apps import AppConfig


class CruscottoConfig(AppConfig):
    name = "cruscotto"
    verbose_name = "Ciclo della performance"
    default_auto_field = "django.db.models.BigAutoField"
