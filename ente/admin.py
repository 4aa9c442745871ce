from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from ente.actions.gettoni import chiudi_gettoni_senza_ruolo, revoca_gettone
from ente.admin_base import AdminPerEnte, RigheInterne
from ente.admin_fogli import ConFogli, risorsa
from ente.amministratori import amministratori, esige_un_altro
from ente.models import Area, Atto, Ente, Gettone, Incarico, Ufficio, Utente
from ente.richiesta import utente_di

if TYPE_CHECKING:
    BaseUtente = UserAdmin[Utente]
else:
    BaseUtente = UserAdmin

admin.site.unregister(Group)  # roles are data of the body, not groups of the installation


@admin.register(Ente)
class EnteAdmin(AdminPerEnte):
    list_display = ["denominazione", "codice", "sito"]
    search_fields = ["denominazione", "codice"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        colori = ["colore_primario", "colore_secondario"]  # chosen on a page that shows them first
        return colori if getattr(request.user, "is_superuser", False) else ["codice", *colori]


@admin.register(Area)
class AreaAdmin(AdminPerEnte):
    list_display = ["numero", "nome", "codice"]
    list_display_links = ["nome"]
    search_fields = ["nome", "codice"]


@admin.register(Ufficio)
class UfficioAdmin(ConFogli, AdminPerEnte):
    genere_importato = "utenti"
    resource_classes = [risorsa("UfficiResource", {"Codice": "codice", "Ufficio": "nome", "Area": "area"})]
    lette_per_foglio = ("area",)
    list_display = ["nome", "codice", "area"]
    list_filter = [("area", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["area"]
    search_fields = ["nome", "codice"]


class IncarichiInterni(RigheInterne):
    model = Incarico
    lette_con = ("area", "ufficio")


@admin.register(Utente)
class UtenteAdmin(ConFogli, AdminPerEnte, BaseUtente):
    """People of the body. What gives powers over the whole installation is out of reach here."""

    genere_importato = "utenti"
    resource_classes = [
        risorsa(
            "UtentiResource",
            {
                "Nome utente": "username",
                "Qualifica": "qualifica",
                "Nome": "first_name",
                "Cognome": "last_name",
                "E-mail": "email",
                "Attivo": "is_active",
                "Ultimo accesso": "last_login",
            },
        )
    ]

    list_display = ["username", "qualifica", "is_active", "last_login"]
    list_filter = ["is_active", "incarichi__ruolo"]
    search_fields = ["username", "qualifica", "last_name", "email"]
    ordering = ["username"]
    filter_horizontal = []
    inlines = [IncarichiInterni]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Persona", {"fields": ["qualifica", "first_name", "last_name", "email"]}),
        ("Accesso", {"fields": ["is_active", "is_staff", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "qualifica", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who runs the installation says whose person it is: the first of a body has nobody else to add them."""
        gruppi = list(super().get_fieldsets(request, obj))
        if getattr(request.user, "is_superuser", False):
            gruppi.insert(1, ("Ente", {"fields": ["ente"]}))
        return gruppi

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        risposta = super().user_change_password(request, id, form_url)
        if request.method == "POST" and risposta.status_code == 302 and (utente := self.get_object(request, id)):
            self._annota(request, "modifica", utente, {"campi": ["password"]})
        return risposta

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With the last role, or out of service, the doors of the person close."""
        super().save_related(request, form, formsets, change)
        if change and form.instance.ente is not None:
            self._resta_un_amministratore(request, form.instance.ente)
            chiudi_gettoni_senza_ruolo(ente=form.instance.ente, da=utente_di(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        utente = utente_di(request)
        if request.method == "POST" and utente.ente is not None:
            request._amministravano = bool(amministratori(utente.ente, timezone.localdate()))  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def _resta_un_amministratore(self, request: HttpRequest, ente: Ente) -> None:
        """What has just been written is undone if nobody could administer the body any more.

        Raises:
            PersonaRifiutata
        """
        if getattr(request, "_amministravano", False):
            esige_un_altro(ente, timezone.localdate())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who leaves is put out of service: what a person did keeps the name."""
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        insieme = Utente.objects.order_by("username")
        if not getattr(request.user, "is_superuser", False):
            insieme = insieme.filter(ente=request.user.ente_id, is_superuser=False)  # type: ignore[union-attr]
        return insieme


@admin.register(Gettone)
class GettoneAdmin(AdminPerEnte):
    """The doors that people have opened to programs: seen, and closed. What opens them nobody can read."""

    sola_lettura = "Un gettone lo crea la persona di cui è. Qui si vede e si revoca: sceglietelo, poi «Revoca»."
    actions = ["revoca"]
    list_display = ["nome", "utente", "ambito", "inizio", "created_at", "usato_il", "scade_il", "revocato_il"]
    list_filter = ["ambito", ("utente", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["utente"]
    search_fields = ["nome", "utente__username", "pagina"]
    exclude = ["impronta"]

    @admin.action(description="Revoca i gettoni e gli indirizzi scelti")
    def revoca(self, request: HttpRequest, scelti: models.QuerySet[Gettone]) -> None:
        da = utente_di(request)
        motivo = "revocato dall'amministrazione"
        chiusi = sum(revoca_gettone(gettone=g, motivo=motivo, da=da) for g in scelti.select_related("utente__ente"))
        self.message_user(request, f"Revocati: {chiusi}. Chi li usa non legge più nulla.")


@admin.register(Atto)
class AttoAdmin(AdminPerEnte):
    """The register of acts: read, search, nothing else."""

    sola_lettura = "Il registro degli atti si legge: nessuno può modificarlo o cancellarne una riga."
    list_display = ["created_at", "utente", "azione", "oggetto"]
    list_filter = ["azione", "created_at"]
    list_select_related = ["utente"]
    search_fields = ["oggetto", "azione", "utente__username"]
    date_hierarchy = "created_at"
