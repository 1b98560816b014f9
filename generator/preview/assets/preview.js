// What the preview adds to each page: it follows the files, marks what readers do not see, and shows problems.

import { become, fetched, sameAttributes } from "./morph.js";

// Fetched before any part is defined: what the preview shows is never seen without its style.
const STYLES = new CSSStyleSheet();
STYLES.replaceSync(await (await fetch(new URL("preview.css", import.meta.url))).text());

const DISMISSED = "broadsheet-dismissed";

/** Make an element; text is only ever set as text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function shadowOf(host) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [STYLES];
  root.replaceChildren();
  return root;
}

function counted(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** What stands over the page: that readers do not see it, or for which moment it stands. */
class Banner extends HTMLElement {
  connectedCallback() {
    shadowOf(this).append(make("aside", { class: "banner", "aria-label": "Preview" }, make("slot")));
  }
}

/** A mark beside a link to a story that readers do not see. */
class Mark extends HTMLElement {
  connectedCallback() {
    shadowOf(this).append(make("span", { class: "mark" }, make("slot")));
  }
}

/** The corner of the page that tells how things stand, and the panel with the problems. */
class Preview extends HTMLElement {
  connectedCallback() {
    const root = shadowOf(this);
    this.button = make("button", { type: "button", class: "state", "aria-haspopup": "dialog" });
    this.held = make("span", { class: "held" });
    this.desk = make("a", { class: "desk", href: "/__desk/" }, "Desk");
    this.heading = make("h2", { id: "heading" });
    this.list = make("ol", { class: "problems" });
    this.more = make("p", { class: "more" });
    const close = make("button", { type: "button", class: "close" }, "Close");
    this.panel = make(
      "dialog",
      { "aria-labelledby": "heading" },
      make("div", { class: "head" }, this.heading, close),
      this.list,
      this.more,
    );
    this.live = make("p", { class: "unseen", role: "alert" });
    root.append(make("div", { class: "corner", role: "region", "aria-label": "Preview" }, this.button, this.held, this.desk));
    root.append(this.panel, this.live);
    this.button.addEventListener("click", () => this.open());
    close.addEventListener("click", () => this.panel.close());
    this.panel.addEventListener("close", () => this.dismiss());
    const state = JSON.parse(this.getAttribute("state"));
    this.version = state.version;
    this.assets = state.assets;
    this.show(state);
    this.follow();
  }

  disconnectedCallback() {
    this.source?.close();
  }

  follow() {
    this.source = new EventSource(`/__preview/events?path=${encodeURIComponent(location.pathname)}`);
    // One after the other: what is fetched for an older state must not come after a newer one.
    let turn = Promise.resolve();
    this.source.addEventListener("message", (event) => {
      turn = turn.then(() => this.hear(JSON.parse(event.data))).catch(() => this.lose());
    });
    this.source.addEventListener("open", () => this.toggleAttribute("lost", false));
    this.source.addEventListener("error", () => this.lose());
  }

  lose() {
    this.toggleAttribute("following", false);
    this.toggleAttribute("lost", true);
    this.button.textContent = "The preview has ended";
  }

  async hear(state) {
    if (state.version !== this.version) {
      this.version = state.version;
      await takeOver();
    }
    if (state.assets !== this.assets) {
      this.assets = state.assets;
      restyle(state.assets);
    }
    this.show(state);
    this.toggleAttribute("following", true);
  }

  show(state) {
    this.state = state;
    const parts = [];
    if (state.errors) parts.push(counted(state.errors, "error"));
    if (state.warnings) parts.push(counted(state.warnings, "warning"));
    this.button.textContent = parts.join(", ") || (state.checked ? "No problems" : "Checking…");
    this.button.disabled = parts.length === 0;
    this.button.className = `state ${state.errors ? "error" : state.warnings ? "warning" : "well"}`;
    this.held.textContent = state.held;
    this.heading.textContent = parts.join(", ");
    this.list.replaceChildren(...state.problems.map(problem));
    const left = state.errors + state.warnings - state.problems.length;
    this.more.replaceChildren();
    if (left > 0) this.more.append(`And ${left} more: `, make("a", { href: "/__desk/" }, "all are on the desk"), ".");
    markLinks(state.marks);
    this.alert();
  }

  /** Show errors by themselves once; what somebody has closed stays closed until there is another one. */
  alert() {
    const errors = this.state.problems.filter((each) => each.severity === "error");
    const key = JSON.stringify(errors.map((each) => [each.place, each.message]));
    if (errors.length === 0) {
      sessionStorage.removeItem(DISMISSED);
      this.live.textContent = "";
      if (this.panel.open && (this.hadErrors || this.state.problems.length === 0)) this.panel.close();
    } else if (sessionStorage.getItem(DISMISSED) !== key && !this.panel.open) {
      this.live.textContent = `${this.heading.textContent}: ${errors[0].message}`;
      this.panel.showModal();
    }
    this.key = key;
    this.hadErrors = errors.length > 0;
  }

  open() {
    if (!this.panel.open) this.panel.showModal();
  }

  dismiss() {
    if (this.state.errors) sessionStorage.setItem(DISMISSED, this.key);
  }
}

function problem(each) {
  const place = each.open ? make("a", { href: each.open, title: "Open in Visual Studio Code" }, each.place) : each.place;
  const item = make(
    "li",
    { class: each.severity },
    make("p", { class: "place" }, make("strong", {}, each.severity), " ", make("code", {}, place)),
    make("p", { class: "message" }, each.message),
  );
  if (each.line) {
    const before = each.line.slice(0, each.caret);
    const at = each.line.slice(each.caret, each.caret + 1) || " ";
    const source = make("pre", {}, make("span", { class: "number" }, `${each.number} `), before);
    source.append(make("mark", {}, at), each.line.slice(each.caret + 1));
    item.append(source);
  }
  if (each.help) item.append(make("p", { class: "help" }, make("strong", {}, "Help: "), each.help));
  if (each.example) item.append(make("pre", {}, each.example));
  item.append(make("p", { class: "code" }, each.code));
  return item;
}

/** Put a mark beside each link to a story that is held back, where the theme has not marked it. */
function markLinks(marks) {
  for (const old of document.querySelectorAll("broadsheet-mark")) old.remove();
  for (const link of document.querySelectorAll("main a[href]")) {
    const mark = link.origin === location.origin && marks[link.pathname];
    const marked = link.closest("article, li")?.querySelector(".badge");
    if (mark && !marked && link.textContent.trim()) link.after(make("broadsheet-mark", {}, mark));
  }
}

/** Let the page become what it is now, without losing the place, the focus or what is unfolded. */
async function takeOver() {
  const now = await fetched();
  const scripts = (page) => page.querySelectorAll("script:not([src^='/__preview/'])").length;
  // The scripts of a theme have to run again, as on a new page.
  if (!now || scripts(now) || scripts(document)) return location.reload();
  for (const old of document.querySelectorAll("broadsheet-mark")) old.remove();
  // Our own part stands for itself; it must not be taken for a part of the page.
  sameAttributes(now.querySelector("broadsheet-preview"), document.querySelector("broadsheet-preview"));
  become(document.head, now.head);
  become(document.body, now.body);
  sameAttributes(document.documentElement, now.documentElement);
}

/** Load the theme's style sheets again; the pages that name them have not changed. */
function restyle(version) {
  for (const sheet of document.head.querySelectorAll("link[rel~=stylesheet]")) {
    const url = new URL(sheet.href);
    if (url.origin !== location.origin) continue;
    url.searchParams.set("preview", version);
    const fresh = sheet.cloneNode();
    fresh.href = url.href;
    fresh.addEventListener("load", () => sheet.remove());
    sheet.after(fresh);
  }
}

customElements.define("broadsheet-banner", Banner);
customElements.define("broadsheet-mark", Mark);
customElements.define("broadsheet-preview", Preview);
