"use strict";
// Copying: the button copies the text of the element that it names.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies).textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed here: select the text";
    }
    setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
  });
}
// Filtering: rows of the table of clauses by words, verdict and basis.
const form = document.getElementById("filters");
if (form) {
  form.hidden = false;
  const rows = [...document.querySelectorAll("#clauses tbody tr")];
  const shown = document.getElementById("shown");
  const filter = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.textContent.toLowerCase().includes(word))
        && (!form.elements.verdict.value || row.dataset.verdict === form.elements.verdict.value)
        && (!form.elements.basis.value || row.dataset.basis === form.elements.basis.value);
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} of ${rows.length} clauses`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
