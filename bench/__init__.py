"""Measures the planner and its peers on generated instances."""
