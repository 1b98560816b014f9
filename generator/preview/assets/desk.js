// The desk follows the newsroom, and lets what it suggests be copied.

import { become, fetched } from "./morph.js";

let version = "";

const source = new EventSource(`/__preview/events?path=${encodeURIComponent(location.pathname)}`);
let turn = Promise.resolve();
source.addEventListener("message", (event) => {
  turn = turn.then(() => hear(JSON.parse(event.data))).catch(() => tell("The preview has ended."));
});

/** Let a screen reader say something. */
function tell(news) {
  document.querySelector("#news").textContent = news;
}

async function hear(state) {
  if (version !== state.version) {
    const now = await fetched();
    if (!now) return;
    document.title = now.title;
    become(document.querySelector("main"), now.querySelector("main"));
    become(document.querySelector("footer"), now.querySelector("footer"));
    // The first time it only makes sure that nothing was missed.
    if (version) tell("The desk has changed.");
  }
  version = state.version;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  const text = document.getElementById(button.dataset.of).textContent;
  await navigator.clipboard.writeText(text);
  tell("Copied.");
  button.textContent = "Copied";
});
