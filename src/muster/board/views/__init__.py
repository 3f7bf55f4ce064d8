"""What each page shows, as values: from scenario, plan, folded record and a time; no browser."""
