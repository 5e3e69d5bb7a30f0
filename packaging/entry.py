"""Where the installed program starts: the window without arguments, ``quay`` with them."""

import os
import sys

from app.cli import main

# PyInstaller lets this process find its libraries by these. Other programs that it starts, such
# as the browser in which officers sign in, must find their own.
for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
    os.environ.pop(name, None)
if "LD_LIBRARY_PATH_ORIG" in os.environ:
    os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG")

sys.exit(main())
