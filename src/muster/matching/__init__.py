"""Rosters against rosters, person by person."""
