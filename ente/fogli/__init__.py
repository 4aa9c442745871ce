"""Spreadsheets in: what a file is, its rows of cells, its headings. No Django, nothing of any table of ours."""
