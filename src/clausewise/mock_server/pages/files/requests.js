"use strict";
// Everything that a request has sent is put into the page as text, never as markup.
const get = (id) => document.getElementById(id);
const search = get("search"), refused = get("refused"), live = get("live"), rows = get("rows");
let known = { requests: [], hooks: [] };
let shown = "";

function cell(text, kind) {
  const made = document.createElement("td");
  made.textContent = text;
  made.className = kind || "";
  return made;
}

function matches(line) {
  if (refused.checked && line.status < 400) return false;
  return JSON.stringify(line).toLowerCase().includes(search.value.trim().toLowerCase());
}

function show() {
  const wanted = known.requests.filter(matches).reverse();
  const state = JSON.stringify([wanted, known.hooks]);
  get("state").textContent = `${wanted.length} of ${known.requests.length}`;
  if (state === shown) return; // the focus stays where it is
  shown = state;
  rows.replaceChildren(...wanted.map((line) => {
    const row = document.createElement("tr");
    row.tabIndex = 0;
    row.append(
      cell(new Date(line.time * 1000).toLocaleTimeString()),
      cell(`${line.method} ${line.path}`, "code"),
      cell(line.status, line.status < 400 ? "good" : "bad"),
      cell(line.clauses.join(", "), "code"),
      cell(line.answer, "code"),
    );
    return row;
  }));
  get("hooks").replaceChildren(...known.hooks.slice().reverse().map((line) => {
    const item = document.createElement("li");
    item.textContent = `${new Date(line.time * 1000).toLocaleTimeString()} ${line.task}: ${line.says}`;
    return item;
  }));
}

async function load() {
  try {
    const answer = await fetch("/__requests?format=json", { headers: { accept: "application/json" } });
    known = await answer.json();
    show();
  } catch {
    get("state").textContent = "the server does not answer";
  }
}

for (const field of [search, refused]) field.addEventListener("input", show);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  const row = document.activeElement.closest("tbody tr");
  if (row && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    if (next) { event.preventDefault(); next.focus(); }
  }
});
setInterval(() => { if (live.checked) load(); }, 1000);
load();
