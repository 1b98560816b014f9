"""The preview and the desk in a real browser: what an editor sees and does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import chromium
from tests.previews import Preview, preview
from tests.sites import Site, article

LONG = "\n\n".join(f"Paragraph {number} of a long story, with some words in it." for number in range(120))

PANEL = "broadsheet-preview dialog"
STATE = "broadsheet-preview .state"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def courier(site: Site) -> Site:
    site.story("2026/01/out.md", title="Out", body=LONG)
    site.story("2026/01/draft.md", title="Unfinished", more="draft: true\n")
    site.story("2026/01/later.md", title="Later", date="2026-08-01T09:30:00Z")
    site.story("2026/01/one.md", title="One", more="topics:\n  container ports: 50\n")
    site.story("2026/01/two.md", title="Two", more="topics:\n  container port: 50\n")
    return site


@pytest.fixture
def running(courier: Site) -> Iterator[Preview]:
    with preview(courier.folder) as found:
        yield found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page whose scripts must not fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield found
    context.close()
    assert errors == []


def is_followed(page: Any) -> None:
    """Wait until the preview has told the page how things stand."""
    page.locator("broadsheet-preview[following]").wait_for(state="attached")


def test_the_page_follows_an_edit_and_keeps_its_place(courier: Site, running: Preview, page: Any) -> None:
    """It is not loaded again: what is unfolded, chosen and scrolled to stays."""
    page.goto(f"{running.url}/2026/01/out/")
    is_followed(page)
    page.evaluate("scrollTo({ top: 1500, behavior: 'instant' })")
    page.evaluate("window.mark = document.querySelector('.article-body p:nth-child(70)')")
    before = page.evaluate("scrollY")
    courier.story("2026/01/out.md", title="Another headline", body=LONG.replace("Paragraph 60 of", "Chapter 60 of"))
    page.get_by_text("Chapter 60 of").wait_for()
    page.get_by_role("heading", name="Another headline").wait_for()
    assert before == 1500
    assert page.evaluate("scrollY") == before
    assert page.evaluate("window.mark.isConnected")
    assert page.title().startswith("Another headline")


def test_a_mistake_stands_over_the_story_until_it_is_mended(courier: Site, running: Preview, page: Any) -> None:
    """With file, line and help; Escape puts it away, and the same mistake does not come back by itself."""
    page.goto(f"{running.url}/2026/01/out/")
    is_followed(page)
    courier.story("2026/01/out.md", title="Out", more="titel: twice\n", body=LONG)
    panel = page.locator(PANEL)
    panel.wait_for(state="visible")
    for text in ("content/articles/2026/01/out.md:5:1", "titel: twice", "Help:", "Did you mean “title”?"):
        assert text in panel.inner_text(), text
    assert panel.get_by_role("heading").inner_text() == "1 error, 1 warning"
    assert page.get_by_text("Paragraph 3 of").is_visible()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    page.reload()
    page.locator(STATE).filter(has_text="1 error").wait_for()
    assert not panel.is_visible()
    page.locator(STATE).focus()
    page.keyboard.press("Enter")
    panel.wait_for(state="visible")
    courier.story("2026/01/out.md", title="Out", body=LONG.replace("Paragraph 3 of", "Paragraph three of"))
    panel.wait_for(state="hidden")
    page.get_by_text("Paragraph three of").wait_for()
    is_followed(page)
    courier.story("2026/01/out.md", title="Out", more="titel: twice\n", body=LONG)
    panel.wait_for(state="visible")


def test_a_broken_template_is_told_over_the_last_good_page(courier: Site, running: Preview, page: Any) -> None:
    """And goes away with it."""
    page.goto(f"{running.url}/2026/01/out/")
    is_followed(page)
    courier.write("templates/pages/article.html", "{% if %}")
    panel = page.locator(PANEL)
    panel.wait_for(state="visible")
    assert "templates/pages/article.html:1" in panel.inner_text()
    assert page.get_by_text("Paragraph 3 of").is_visible()
    (courier.folder / "templates/pages/article.html").unlink()
    panel.wait_for(state="hidden")


def test_a_style_sheet_is_followed(courier: Site, running: Preview, page: Any) -> None:
    """Though the page that names it does not change."""
    page.goto(f"{running.url}/2026/01/out/")
    is_followed(page)
    courier.write("templates/assets/site.css", "body { background: rgb(1, 2, 3) }")
    page.wait_for_function("() => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'")


def test_the_theme_cannot_spoil_what_the_preview_shows(courier: Site, running: Preview, page: Any) -> None:
    """Nor does the preview's style reach the page."""
    courier.write(
        "templates/assets/site.css", "* { display: none !important } html, body { display: block !important }"
    )
    courier.story("2026/01/out.md", title="Out", more="titel: twice\n")
    page.goto(f"{running.url}/")
    courier.write("templates/assets/site.css", "dialog, button, p { color: red; font-size: 40px; border: 9px solid }")
    panel = page.locator(PANEL)
    panel.wait_for(state="visible")
    assert panel.locator(".message").first.evaluate("each => getComputedStyle(each).fontSize") == "16px"


def test_held_back_stories_are_marked(running: Preview, page: Any) -> None:
    """By a banner on their pages, and in lists where the theme does not do it."""
    page.goto(f"{running.url}/2026/08/later/")
    assert "Embargoed until 1 August 2026, 10:30" in page.locator("broadsheet-banner").inner_text()
    page.goto(f"{running.url}/")
    page.locator("broadsheet-mark").filter(has_text="Embargoed until 1 August 2026, 10:30").first.wait_for()
    assert page.locator(".badge").filter(has_text="Draft").count()


def test_the_corner_says_what_is_shown_though_readers_do_not_see_it(running: Preview, page: Any) -> None:
    page.goto(f"{running.url}/")
    is_followed(page)
    assert page.locator("broadsheet-preview .held").inner_text() == "with 1 embargoed, 1 draft"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_mark_is_never_seen_without_its_style(running: Preview, page: Any, width: int) -> None:
    """Not even at its first moment: a mark would run into the headline, in its type."""
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script("""
        window.sizes = [];
        new MutationObserver(() => {
          for (const each of document.querySelectorAll("broadsheet-mark"))
            window.sizes.push(getComputedStyle(each.shadowRoot?.querySelector(".mark") ?? each).fontSize);
        }).observe(document, { childList: true, subtree: true });
    """)
    page.goto(f"{running.url}/")
    page.locator("broadsheet-mark").first.wait_for()
    assert set(page.evaluate("window.sizes")) == {"12px"}


def test_the_end_of_the_preview_is_told(courier: Site, page: Any) -> None:
    """So that nobody edits on and waits. The next preview at the same port is found again."""
    with preview(courier.folder) as running:
        page.goto(f"{running.url}/2026/01/out/")
        is_followed(page)
    page.locator(STATE).filter(has_text="The preview has ended").wait_for()
    page.goto("about:blank")


def test_the_desk_shows_how_the_newsroom_stands(courier: Site, running: Preview, page: Any) -> None:
    """And follows it, without losing the focus."""
    page.goto(f"{running.url}/__desk/")
    assert page.locator("#drafts").get_by_role("link", name="Unfinished").is_visible()
    assert "1 August 2026, 10:30" in page.locator("#embargoed").inner_text()
    assert "1 August 2026, 10:30" in page.locator(".next").inner_text()
    assert "Out" in page.locator("#published").inner_text()
    page.locator("#growth summary").click()
    page.locator("#problems-title").filter(has_text="1").wait_for()
    page.locator("#embargoed a").first.focus()
    courier.story("2026/01/out.md", title="Out", more="titel: twice\n")
    page.locator("#problems").get_by_text("Did you mean “title”?").wait_for()
    assert page.locator("#growth-table").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.textContent") == "Later"
    courier.story("2026/01/draft.md", title="Unfinished")
    page.locator("#drafts").get_by_text("No story is a draft.").wait_for()


def test_the_desk_is_used_by_keyboard(running: Preview, page: Any) -> None:
    """From the first key on: skip to the desk, unfold, copy, follow a link."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{running.url}/__desk/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the desk"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    names = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.textContent.trim()")
        names.add(name)
        if name == "Copy":
            page.keyboard.press("Enter")
            page.locator("#topics").get_by_role("button", name="Copied").wait_for()
        if name == "The numbers":
            page.keyboard.press("Enter")
            page.locator("#growth-table table").wait_for(state="visible")
            break
    assert {"Unfinished", "Later", "Out", "Copied", "The numbers"} <= names | {"Copied"}
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "container ports:\n  aliases:\n    - container port\n" or "container port" in copied


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everything_of_ours_is_accessible(courier: Site, browser: Any, scheme: str, width: int) -> None:
    """By the rules of axe-core: names, roles, contrast, order. Nothing is wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    courier.story("2026/01/wrong.md", title="Wrong", more="titel: twice\n")
    with preview(courier.folder) as running:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{running.url}/__desk/")
        page.locator("#problems li.error").first.wait_for()
        assert told(Axe().run(page)) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{running.url}/2026/08/later/")
        page.locator(PANEL).wait_for(state="visible")
        ours = [["broadsheet-preview"], ["broadsheet-banner"]]
        assert told(Axe().run(page, context={"include": ours})) == []
        context.close()


def told(results: Any) -> list[str]:
    """Return what axe has found wrong, in a few words each."""
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in results.response["violations"]]


def test_an_article_from_the_preview_is_as_readable_as_the_built_one(site: Site, browser: Any) -> None:
    """Without scripts the page, its banner and the desk are there all the same."""
    site.write("content/articles/later.md", article("Later", "2026-08-01"))
    with preview(site.folder) as running:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{running.url}/2026/08/later/")
        assert "Embargoed until 1 August 2026" in page.locator("broadsheet-banner").inner_text()
        assert page.get_by_role("heading", name="Later").is_visible()
        page.goto(f"{running.url}/__desk/")
        assert "Later" in page.locator("#embargoed").inner_text()
        context.close()
