"""Who is where, since when, under whom and on whose word: accounts kept by double entry."""
