"""How the board speaks: languages, numerals, times, and words of the record in each language."""
