"""What the server runs: ``python3 worker.py <socket> <stacks file>``, next to the package ``millrace_worker``."""

import os
import sys

if __name__ == "__main__":
    _here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, _here)
    from millrace_worker.main import main

    sys.path.remove(_here)
    main(sys.argv[1], sys.argv[2])
