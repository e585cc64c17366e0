"""``python -m tools.pages`` writes the generated pages again and names those that changed."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.pages.site import DOCS, stale, write


def main() -> int:
    """Write what is not current; always successful."""
    for page in write(stale(DOCS)):
        print(page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
