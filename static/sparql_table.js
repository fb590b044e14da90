/* Sorting and finding in the rows that an answer shows. The order in which they came
   is the third state of each heading. */
window.SimpulTable = function (table, words) {
  "use strict";

  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length < 2) return;
  const order = new Intl.Collator(words.language, { numeric: true, sensitivity: "base" });

  const value = (row, column) => row.cells[column].innerText.trim();
  const isNumber = (column) => rows.every((row) => row.cells[column].classList.contains("number") || !value(row, column));

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.title = words.sort.replace("{name}", head.textContent.trim());
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, column));
  });

  function sort(head, column) {
    const before = head.getAttribute("aria-sort");
    const next = before === "ascending" ? "descending" : before === "descending" ? "" : "ascending";
    for (const one of table.tHead.rows[0].cells) one.removeAttribute("aria-sort");
    if (next) head.setAttribute("aria-sort", next);
    const sign = next === "descending" ? -1 : 1;
    const digits = (row) => Number.parseFloat(value(row, column));
    const compare = isNumber(column)
      ? (one, other) => digits(one) - digits(other)
      : (one, other) => order.compare(value(one, column), value(other, column));
    const empty = (row) => Boolean(row.cells[column].querySelector("[data-unbound]"));
    const sorted = next
      ? [...rows].sort((one, other) => empty(one) - empty(other) || sign * compare(one, other))
      : rows;
    body.append(...sorted);
  }

  if (rows.length < 6) return;
  const line = document.createElement("p");
  line.className = "row-filter";
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("span");
  input.type = "search";
  input.id = "row-filter";
  label.htmlFor = "row-filter";
  label.textContent = words.filter;
  count.setAttribute("role", "status");
  line.append(label, " ", input, " ", count);
  table.closest(".table-frame").before(line);
  const texts = rows.map((row) => row.innerText.toLowerCase());
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let fitting = 0;
    rows.forEach((row, number) => {
      row.hidden = !texts[number].includes(wanted);
      fitting += row.hidden ? 0 : 1;
    });
    count.textContent = wanted ? words.fitting.replace("{shown}", fitting).replace("{count}", rows.length) : "";
  });
};
