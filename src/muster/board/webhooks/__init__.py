"""Telling other systems what was recorded: signed, in order for each subject, until they have it.

What is told is an event's head, which names nobody. Whatever must not be missed is derived from the
record: a delivery that was lost is found by comparing the two.
"""
