"""How pages and papers speak: languages, numerals, times, and words of the record in each."""
