// The desk follows the newsroom, and lets what it suggests be copied.

import { become, fetched } from "./morph.js";

let version = null;

const source = new EventSource(`/__preview/events?path=${encodeURIComponent(location.pathname)}`);
source.addEventListener("message", async (event) => {
  const state = JSON.parse(event.data);
  if (version !== null && version !== state.version) {
    const now = await fetched();
    if (!now) return;
    document.title = now.title;
    become(document.querySelector("main"), now.querySelector("main"));
    become(document.querySelector("footer"), now.querySelector("footer"));
    document.querySelector("#news").textContent = "The desk has changed.";
  }
  version = state.version;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  const text = document.getElementById(button.dataset.of).textContent;
  await navigator.clipboard.writeText(text);
  document.querySelector("#news").textContent = "Copied.";
  button.textContent = "Copied";
});
