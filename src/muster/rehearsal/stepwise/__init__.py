"""Policies that decide again and again within a future, from what is known by then."""
