"""Where the installed program starts: the window without arguments, ``quay`` with them."""

import sys

from app.cli import main

sys.exit(main())
