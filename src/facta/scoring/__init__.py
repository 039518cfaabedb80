"""How good the rules of a case are: scorecards, budgets, replays and drills."""
