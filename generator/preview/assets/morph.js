// Lets one tree of elements become like another; what is alike stays what it is, with its focus and its state.

/** What a reader or the preview changes by itself is not taken back: whether something is unfolded. */
const KEPT = { details: ["open"] };

/** Make the attributes and the children of one element those of another. */
export function become(old, now) {
  sameAttributes(old, now);
  const before = [...old.childNodes];
  const after = [...now.childNodes];
  const alike = (one, other) => one.isEqualNode(other);
  let start = 0;
  while (start < before.length && start < after.length && alike(before[start], after[start])) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && alike(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const changed = before.slice(start, before.length - end);
  const wanted = after.slice(start, after.length - end);
  const next = before[before.length - end] ?? null;
  wanted.forEach((node, place) => {
    const there = changed[place];
    if (!there) old.insertBefore(document.adoptNode(node), next);
    else if (!isSame(there, node)) there.replaceWith(document.adoptNode(node));
    else if (there.nodeType === Node.ELEMENT_NODE) become(there, node);
    else there.nodeValue = node.nodeValue;
  });
  changed.slice(wanted.length).forEach((node) => node.remove());
}

function isSame(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.id === other.id;
}

export function sameAttributes(old, now) {
  const kept = KEPT[old.localName] ?? [];
  for (const { name } of [...old.attributes]) {
    if (!now.hasAttribute(name) && !kept.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value && !kept.includes(name)) old.setAttribute(name, value);
  }
}

/** Fetch what the page is now; null where it is no page any more. */
export async function fetched() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
