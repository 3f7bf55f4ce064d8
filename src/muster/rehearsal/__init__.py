"""Rehearsal: a plan run through futures, and what becomes of it."""
