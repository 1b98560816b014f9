// The filter box of an index: hides the entries that do not match, and letters without a match. The page is complete
// without it. What it says stands in the form's data attributes, so that the theme's words are in one file.

const form = document.querySelector("form[data-filter]");
const box = form.querySelector("input");
const status = form.querySelector("[role=status]");

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const letters = Array.from(document.querySelectorAll(form.dataset.filter), (section) => ({
  section,
  entries: Array.from(section.querySelector("ul").children, (item) => ({
    item,
    name: plain(item.querySelector("a").textContent),
  })),
}));

const all = letters.reduce((sum, letter) => sum + letter.entries.length, 0);
const number = (count) => count.toLocaleString(document.documentElement.lang);

function show() {
  const words = plain(box.value).split(/\s+/u).filter(Boolean);
  let some = 0;
  for (const letter of letters) {
    let here = 0;
    for (const { item, name } of letter.entries) {
      item.hidden = !words.every((word) => name.includes(word));
      here += item.hidden ? 0 : 1;
    }
    letter.section.hidden = here === 0;
    some += here;
  }
  document.body.classList.toggle("is-filtered", words.length > 0);
  const said = words.length === 0 ? "" : some === 0 ? form.dataset.none : form.dataset.some;
  status.textContent = said.replace("{some}", number(some)).replace("{all}", number(all));
}

box.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const first = letters.flatMap((letter) => letter.entries).find((entry) => !entry.item.hidden);
  first?.item.querySelector("a").focus();
});
form.hidden = false;
show();
