"""Read by gunicorn by itself when it is started from this folder: no log has the tokens of the addresses."""

logger_class = "config.accessi.SenzaSegreti"
