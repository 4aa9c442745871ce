from django.apps import AppConfig


class RelazioneConfig(AppConfig):
    name = "relazione"
    verbose_name = "Relazione sulla performance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cruscotto.ciclo.passaggi_periodo import DOPO_IL_PASSO
        from cruscotto.importazione.actions.anteprima import ESAMI
        from cruscotto.importazione.actions.lavori import DI_ALTRI, DiAltri
        from relazione.controlli.actions.verifica import accoda_verifica
        from relazione.controlli.verifiche import esame
        from relazione.edizioni.actions import sigillo
        from relazione.edizioni.actions.sigillo import fallisci_sigillo, sigilla_relazione, sigilli_in_attesa
        from relazione.edizioni.actions.sigillo_oiv import (
            fallisci_sigillo_oiv,
            sigilla_documenti_oiv,
            sigilli_oiv_in_attesa,
        )
        from relazione.pubblicazione.actions.stesure import (
            TRE_VOLTE,
            fallisci_stesura,
            scrivi_stesura,
            stesure_in_attesa,
        )

        DI_ALTRI.append(DiAltri(scrivi_stesura, fallisci_stesura, stesure_in_attesa, TRE_VOLTE))
        DI_ALTRI.append(DiAltri(sigilla_documenti_oiv, fallisci_sigillo_oiv, sigilli_oiv_in_attesa, sigillo.TRE_VOLTE))
        DOPO_IL_PASSO.append(accoda_verifica)
        ESAMI.append(esame)
        DI_ALTRI.append(DiAltri(sigilla_relazione, fallisci_sigillo, sigilli_in_attesa, sigillo.TRE_VOLTE))
