"""What Numba kept of an older kernel is thrown away before it can be tested in place of the new.

Numba looks only at the file of the function that is called, not at those of the functions that
are compiled into it.
"""

from pathlib import Path

import muster.rehearsal

FOLDER = Path(muster.rehearsal.__file__).parent


KERNELS = [*FOLDER.glob("*_kernel.py"), FOLDER.parent / "planning" / "search_kernel.py"]
NEWEST = max(kernel.stat().st_mtime for kernel in KERNELS)

for _kept in (FOLDER / "__pycache__").glob("*_kernel.*.nbi"):
    if _kept.stat().st_mtime < NEWEST:
        _kept.unlink(missing_ok=True)
