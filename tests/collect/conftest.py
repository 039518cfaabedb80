"""Lets the tests of collecting share their toy, and reach the world on loopback."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
