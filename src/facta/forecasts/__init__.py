"""Questions that a machine can answer, forecasts of them, a ledger that cannot be edited, scores."""
