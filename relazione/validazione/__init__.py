"""The OIV's examination of a sealed Relazione: criteria, what is counted for each, judgements, working papers.

Source: docs/adr/0062-assisted-validation.md.
"""
