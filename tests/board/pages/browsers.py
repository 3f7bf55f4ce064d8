"""A real browser for tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from required_tools import needs

SHOTS = Path(__file__).parents[3] / "out" / "board-screenshots"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
PATIENCE_MS = 150_000
"""However busy the machine is, that a page does what it should is waited for, not timed."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    needs("chromium", "chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@contextmanager
def somebody(browser: Browser, url: str, user: str, **looks: Any) -> Iterator[Page]:
    """A page of a user who has signed in; whatever its console complains of fails the test."""
    language, mode = looks.get("language", "en"), looks.get("mode", "light")
    context = browser.new_context(viewport=looks.get("size", DESK), reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([
        {"name": name, "value": value, "url": url}
        for name, value in (("language", language), ("mode", mode))
    ])  # fmt: skip
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"{url}/sign-in")
    page.click(f'button[name="user"][value="{user}"]')
    page.wait_for_url(lambda address: "/sign-in" not in address)
    try:
        yield page
    except BaseException:
        keep(page, "failed")
        raise
    context.close()
    complaints = [each for each in wrong if not each.startswith("Failed to load resource")]
    if complaints:  # answers that refuse are shown on the page; anything else is a fault
        pytest.fail("; ".join(complaints))


def keep(page: Page, name: str) -> None:
    """Keep a picture of the page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", caret="initial")  # hiding it is an inline style
