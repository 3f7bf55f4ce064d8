"""Other ways to make a plan, for comparison."""
