"""The trip's page reads a wristband as operations do, and notices a misread."""

import sys
from pathlib import Path

import pytest

import muster.board
from muster.operations.wristband import Wristband

sys.path.insert(0, str(Path(__file__).parent))
from browsers import chromium

SCRIPT = Path(muster.board.__file__).parent / "static" / "script" / "wristband.js"


@pytest.fixture(scope="module")
def read():
    source = SCRIPT.read_text(encoding="utf-8").replace("export ", "")
    with chromium() as browser:
        page = browser.new_page()
        yield lambda code: page.evaluate(
            f"(code) => {{ {source}; return readWristband(code); }}", code
        )


@pytest.mark.parametrize("band", [Wristband("P-0001", "T1"), Wristband("ع 7/a", "T %2")])
def test_a_browser_reads_what_a_band_says(read, band):
    told = {"isMisread": False, "person": band.person, "trip": band.trip}
    assert read(band.code) == told


def test_a_browser_notices_a_misread_and_leaves_other_codes_alone(read):
    code = Wristband("P-0001", "T1").code
    assert read(code.replace("P-0001", "P-0007")) == {"isMisread": True}
    assert read("P-0001") is None
    assert read("muster:P-0001") is None
