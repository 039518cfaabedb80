"""Words of estimative probability, each bound to a range (ICD 203)."""

from __future__ import annotations

WORDS = (
    (0.01, "almost impossible", "0–1"),
    (0.05, "almost no chance", "1–5"),
    (0.20, "very unlikely", "5–20"),
    (0.45, "unlikely", "20–45"),
    (0.55, "roughly even", "45–55"),
    (0.80, "likely", "55–80"),
    (0.95, "very likely", "80–95"),
    (0.99, "almost certain", "95–99"),
    (1.00, "all but certain", "99–100"),
)


def word(probability: float) -> str:
    """Return the word for a probability; a bound belongs to the word above it.

    References
    ----------
    Intelligence Community Directive 203, Analytic Standards (2015), section D.6.e(2)(a); the ends
    below 1 % and above 99 %, which it leaves out, have words of their own here.

    Examples
    --------
    >>> word(0.62), word(0.2), word(0.199)
    ('likely', 'unlikely', 'very unlikely')
    """
    return next((said for bound, said, _ in WORDS if probability < bound), WORDS[-1][1])


def likely(probability: float) -> str:
    """Say a probability with its word, its number and the range that the word means.

    >>> likely(0.62)
    "likely (62 %; 'likely' means 55–80 %)"
    """
    said = word(probability)
    span = next(span for _, name, span in WORDS if name == said)
    return f"{said} ({percent(probability)}; {said!r} means {span} %)"


def percent(probability: float) -> str:
    """Say a probability in per cent: whole, but never 0 or 100 where it is neither.

    >>> percent(0.617), percent(0.004), percent(0.9999), percent(0.0)
    ('62 %', '0.4 %', '99.99 %', '0 %')
    """
    value = 100 * probability
    if value in (0, 100) or 1 <= value <= 99:  # noqa: PLR2004  (per cent)
        return f"{value:.0f} %"
    return f"{value:.2g} %" if value < 1 else f"{100 - float(f'{100 - value:.1g}'):g} %"
