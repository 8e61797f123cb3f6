"""Somebody who walks through the pages and counts: pages seen, presses, fields filled in."""

import hashlib
import hmac
import re
import struct
import time
from base64 import b32decode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NARROW = {"width": 320, "height": 700}


@dataclass
class Walked:
    """How much it took."""

    pages: int = 0
    presses: int = 0
    fields: int = 0

    def within(self, most: "Walked") -> bool:
        """Whether nothing took more than this."""
        return self.pages <= most.pages and self.presses <= most.presses and self.fields <= most.fields


@dataclass
class Walker:
    """One person with a browser of their own, without scripts, on a narrow screen."""

    site: str
    page: object
    walked: Walked = field(default_factory=Walked)

    @classmethod
    def enter(cls, chromium, site: str) -> "Walker":
        context = chromium.new_context(java_script_enabled=False, locale="id-ID", viewport=NARROW)
        made = cls(site, context.new_page())
        made.page.on("framenavigated", made._count)
        return made

    def _count(self, frame) -> None:
        self.walked.pages += frame.parent_frame is None

    def open(self, address: str) -> None:
        """Type an address, or follow a link of a mail."""
        self.page.goto(address if address.startswith("http") else self.site + address)

    def press(self, selector: str, *, when_folded: str = "") -> None:
        """Press what the selector finds; with `when_folded` only if the field of that name cannot be seen yet."""
        if when_folded and self.page.locator(f"main [name='{when_folded}']").first.is_visible():
            return
        if "summary" in selector:
            self.page.locator(selector).first.click()
        else:
            with self.page.expect_navigation():
                self.page.locator(selector).first.click()
        self.walked.presses += 1
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], (self.page.url, wide)

    def fill(self, name: str, value: str) -> None:
        control = self.page.locator(f"main [name='{name}']").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
        self.walked.fields += 1

    def choose(self, name: str, words: str) -> None:
        """Pick from a list by what stands there."""
        control = self.page.locator(f"main select[name='{name}']").first
        control.select_option(control.locator("option", has_text=words).first.get_attribute("value"))
        self.walked.fields += 1

    def tick(self, name: str, value: str) -> None:
        """One of several answers, as a list or as buttons."""
        control = self.page.locator(f"main [name='{name}']").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            self.page.check(f"main [name='{name}'][value='{value}']")
        self.walked.fields += 1

    @staticmethod
    def minutes_ago(minutes: int) -> str:
        """As a browser writes an instant; the office of the empty site lies eight hours east of UTC."""
        return (datetime.now(UTC) + timedelta(hours=8, minutes=-minutes)).strftime("%Y-%m-%dT%H:%M")

    def second_step(self) -> None:
        """Set up the second factor as an authenticator application would (RFC 6238), and keep the recovery codes."""
        secret = re.search(r"\b[A-Z2-7]{32}\b", self.text())
        assert secret, self.text()
        self.fill("code", one_time_code(secret.group()))
        self.press("main button.btn-primary")
        self.press("main a.btn-primary")

    def text(self) -> str:
        return self.page.inner_text("main")


def one_time_code(secret: str) -> str:
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
