#!/usr/bin/env python
"""Django's command line for Cannocchiale."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as errore:
        sys.exit(f"Configurazione non valida: {errore}")


if __name__ == "__main__":
    main()
