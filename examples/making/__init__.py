"""Makes the tables of the examples that are drawn or computed; every other table is authored."""
