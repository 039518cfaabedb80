"""Forecasters: histories in, draws of what comes out.

Each takes ``(history, ahead, *, draws, generator)``, a history of shape (series, periods) with nan where
a period is unknown, and returns draws of shape (series, ahead, draws), nan for a series of which too
little is known.

Counts: `recent` (the last value, the last year again), `discounted`, `regression`, `latent`, `markov`,
`changes`, `shared_rates`, and `pool`, which weighs several of them. Flows: `flows`, `smoothing`. Steps
from rung to rung: `rungs`.
"""
