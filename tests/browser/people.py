"""The people of a journey, each in a window of their own, and what they look at on the way."""

import re

from django.urls import reverse

from wagtail_medborgarbudget.actions.setup import CASE_OFFICER, EDITOR, LEADER, MODERATOR

from ..builders import make_user
from .conftest import NARROW, WIDE

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"

# Not the menu, nor Wagtail's own green messages, whose contrast is too low.
OUR_PART = {"include": [["main"]], "exclude": [[".messages"]]}


def everybody():
    """A user per role, and a second of those who check one another."""
    roles = {
        "editor": EDITOR,
        "moderator": MODERATOR,
        "officer": CASE_OFFICER,
        "second officer": CASE_OFFICER,
        "leader": LEADER,
        "second leader": LEADER,
    }
    return {name: make_user(role) for name, role in roles.items()}


class Person:
    """Somebody at a screen."""

    def __init__(self, page, axe, *, javascript=True):
        self.page, self.axe, self.javascript = page, axe, javascript
        page.set_default_timeout(10_000)

    def goes_to(self, address):
        answer = self.page.goto(address)
        assert answer.ok, f"{address} answered {answer.status}"

    def presses(self, name):
        """Press a button or follow a link, and wait for what comes."""
        named = {"name": name, "exact": True}
        button = self.page.get_by_role("button", **named)
        with self.page.expect_navigation():
            button.or_(self.page.get_by_role("link", **named)).first.click()

    def sees(self, *texts):
        for text in texts:
            self.page.get_by_text(text.replace(" kr", "\xa0kr")).first.wait_for()

    def fills(self, values):
        for name, value in values.items():
            self.opens_tab_of(name).fill(str(value))

    def picks(self, name, value):
        self.opens_tab_of(name).select_option(value)

    def opens_tab_of(self, name):
        field = self.page.locator(f"[name='{name}']")
        section = field.locator("xpath=ancestor::section[@role='tabpanel'][@hidden]")
        if section.count():
            self.page.locator(f"[role=tab][href='#{section.get_attribute('id')}']").click()
        return field


class Resident(Person):
    """Reads the public pages. Axe and a telephone look at each page with them."""

    def sees(self, *texts):
        super().sees(*texts)
        if self.javascript:
            for viewport in (NARROW, WIDE):
                self.page.set_viewport_size(viewport)
                assert self.page.evaluate(FITS), f"{self.page.url} at {viewport} scrolls sideways"
                self.axe(self.page)

    def votes(self, address, *titles):
        """From the voting page to the receipt, by declaration. Returns the receipt code."""
        self.goes_to(address)
        self.sees("Rösta")
        self.presses("Rösta")
        # With the keyboard: the label lies over its box, and the bar at the foot over some labels.
        while (marked := self.page.locator("[name=choices]:checked")).count():
            marked.first.press("Space")
        boxes = self.page.locator("[name=choices]")
        for title in titles:
            boxes.and_(self.page.get_by_role("checkbox", name=title)).press("Space")
        self.sees("Din röstsedel")
        unsent = re.compile("inte skicka[dt] än", re.IGNORECASE)
        self.page.locator(".mb-basket__sent").filter(has_text=unsent).wait_for()
        self.presses("Gå vidare")
        if self.page.get_by_role("link", name="Intyga att du får rösta").count():
            self.presses("Intyga att du får rösta")
        self.sees("Visa att du får rösta")
        self.page.locator("main [type=checkbox]").check()
        self.presses("Gå vidare")
        self.sees(*titles)
        self.presses("Skicka min röst")
        self.sees("Din röst är skickad")
        return self.page.locator(".mb-receipt__code").inner_text()


class Staff(Person):
    """Works in Wagtail's admin, in Swedish. Axe looks at what they have before them."""

    def goes_to(self, address):
        super().goes_to(address)
        self.axe(self.page, within=OUR_PART)

    def presses(self, name):
        super().presses(name)
        self.axe(self.page, within=OUR_PART)

    def fills(self, values):
        super().fills(values)
        # Wagtail's calendar opens a moment after a date has been written, over the buttons.
        self.page.wait_for_timeout(300)
        self.page.mouse.click(900, 25)

    def logs_in(self, user):
        self.goes_to(reverse("wagtailadmin_login"))
        self.fills({"username": user.username, "password": "password"})
        with self.page.expect_navigation():
            self.page.locator("button[type=submit]").click()

    def publishes_page(self, kind, parent, title, slug):
        where = ["wagtail_medborgarbudget", kind, parent.pk]
        self.goes_to(reverse("wagtailadmin_pages:add", args=where))
        self.fills({"title": title, "slug": slug})
        self.opens_menu()
        with self.page.expect_navigation():
            self.page.locator("footer [name=action-publish]").click()

    def sends_for_review(self):
        self.opens_menu()
        with self.page.expect_navigation():
            self.page.locator("footer [name=action-submit]").click()

    def opens_menu(self):
        toggle = self.page.locator("footer [data-w-dropdown-target=toggle]")
        if toggle.count():
            toggle.first.click()

    def presses_in_header(self, name):
        """The buttons behind the three dots beside the title."""
        self.page.locator("header [data-w-dropdown-target=toggle]").last.click()
        self.presses(name)

    def adds_row(self, name):
        self.opens_tab_of(f"{name}-TOTAL_FORMS")
        self.page.locator(f"#id_{name}-ADD").click()

    def answers(self, action, **form):
        """Press a workflow button in the editor, and fill in what it asks for."""
        self.opens_menu()
        button = self.page.locator(f"footer [data-workflow-action-name={action}]").first
        if not form:
            with self.page.expect_navigation():
                button.click()
            return
        button.click()
        dialog = self.page.locator("[role=dialog] form, .modal form")
        for name, value in form.items():
            dialog.locator(f"[name={name}]").fill(str(value))
        with self.page.expect_navigation():
            dialog.locator("[type=submit]").click()

    def acts_on(self, verb, vote):
        """Press a button on the vote's form, and confirm."""
        self.goes_to(reverse(f"medborgarbudget_votes:{verb}", args=[vote.pk]))
        with self.page.expect_navigation():
            self.page.locator("main form [type=submit]").last.click()
        refusals = self.page.locator(".messages .error").all_inner_texts()
        assert not refusals, refusals
