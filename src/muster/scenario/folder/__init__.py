"""The scenario folder: its format, defined once, and how it is read, checked and written."""
