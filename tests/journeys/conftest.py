"""A real browser on a real server. Chromium is the system's (CHROMIUM names it)."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


def chromium() -> str | None:
    """The browser's path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((p for n in names if (p := shutil.which(n))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One browser for all journeys."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None:
        pytest.fail("No Chromium found: install Debian's package chromium or set CHROMIUM.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def visit(browser, live_server, world, cast, settings) -> Iterator[Callable]:
    """`visit(javascript=…, width=…)`: a fresh visitor's page; console errors fail the journey."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    contexts, errors = [], []

    def open_page(*, javascript: bool = True, width: int = 1280):
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: errors.append(str(e)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("401", "403", "404", "409", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    real = [e for e in errors if not any(word in e for word in expected)]
    assert not real, f"the browser reported: {real}"
