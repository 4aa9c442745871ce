class ErroreUtente(Exception):
    """Something a person can mend: the message is one clear Italian sentence that says what, where and how."""
