"""A whole cycle to keep or to take elsewhere: every list of it, in one workbook or in one JSON."""
