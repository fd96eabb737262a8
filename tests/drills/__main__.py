"""Run the drills: `make drill`, or `python -m tests.drills restore` for one of them.

They start a PostgreSQL, gunicorn and workers of their own on 127.0.0.1, and end them again.
"""

import sys
import time

from tests.drills.certificates import edition_drill
from tests.drills.faults import disk_drill, kill_drill, restart_drill
from tests.drills.restore import restore_drill
from tests.drills.running import DrillError
from tests.postgres import ClusterError, find_postgres

DRILLS = {
    "restore": ("back up, lose everything, restore", restore_drill),
    "kill": ("kill web workers and the task worker", kill_drill),
    "restart": ("stop and start PostgreSQL under load", restart_drill),
    "edition": ("issue and print for an edition of 500, twice; kill the worker", edition_drill),
    "disk": ("fill the disk under media and private files", disk_drill),
}


def main() -> int:
    """Run those that were asked for; 0 when each found what must be."""
    unknown = set(sys.argv[1:]) - set(DRILLS)
    if unknown:
        sys.exit(f"no such drill: {', '.join(unknown)}; there are {', '.join(DRILLS)}")
    if find_postgres() is None:
        sys.exit("The drills need PostgreSQL (Debian: apt-get install postgresql).")
    failed = []
    for name in [name for name in DRILLS if not sys.argv[1:] or name in sys.argv[1:]]:
        title, drill = DRILLS[name]
        print(f"\n=== {name}: {title}", flush=True)
        start = time.monotonic()
        try:
            for line in drill():
                print(f"  {line}", flush=True)
            state = "ok"
        except (DrillError, ClusterError) as error:
            print(f"  {error}")
            state = "FAILED"
            failed.append(name)
        print(f"--- {name}: {state} after {time.monotonic() - start:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
