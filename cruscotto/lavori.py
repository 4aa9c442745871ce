"""The background jobs. Each names an action that may run twice and does its work once."""

from __future__ import annotations

from django_tasks import task

from cruscotto.actions.importazioni import leggi_importazione, scrivi_importazione


@task()
def leggi(pk: int) -> None:
    """Read an uploaded file and make its preview."""
    leggi_importazione(pk)


@task()
def scrivi(pk: int) -> None:
    """Write a confirmed import."""
    scrivi_importazione(pk)
