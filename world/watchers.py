"""Watchers that can be killed: each is a process of its own, forked from one that has imported facta.

A line ``STORE CASE SETTINGS`` of paths on standard input starts one; it delivers what is due and
ends. ``pid N`` and then ``ended STATUS`` are printed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from facta.alerts.channels import Means
from facta.alerts.channels import mail as _mail
from facta.alerts.channels import webhook as _webhook
from facta.alerts.delivering import deliver
from facta.alerts.log import Log
from facta.alerts.settings import read_settings
from facta.collect.clock import SystemClock

READY = (_mail, _webhook)  # imported before the fork


def watcher(store: Path, case: str, settings: Path) -> None:
    """Deliver what is due, as the last step of a watch does."""
    log, clock = Log(store, case), SystemClock()
    with log.writing():
        deliver(log, read_settings(settings), Means(environment=os.environ, clock=clock), clock.now())


def main() -> None:
    """Fork a watcher for each line of standard input."""
    for line in sys.stdin:
        store, case, settings = line.split()
        pid = os.fork()
        if pid == 0:
            watcher(Path(store), case, Path(settings))
            os._exit(0)
        sys.stdout.write(f"pid {pid}\n")
        sys.stdout.flush()
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"ended {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
