// The list of questions is looked through while typing, and long lists of things are completed by the search.

const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

function filterQuestions(page) {
  const field = document.getElementById("question-q");
  const items = [...page.querySelectorAll("li[data-words]")];
  const count = document.getElementById("question-count");
  const none = document.getElementById("question-none");
  field.addEventListener("input", () => {
    const words = fold(field.value).split(" ").filter(Boolean);
    for (const item of items) item.hidden = !words.every(word => item.dataset.words.includes(word));
    for (const group of page.querySelectorAll(".question-group")) {
      const shown = group.querySelectorAll("li:not([hidden])").length;
      group.hidden = !shown;
      group.querySelector(".count").textContent = shown;
    }
    const shown = items.filter(item => !item.hidden).length;
    none.hidden = shown > 0;
    none.querySelector("a").search = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(none.querySelector("a").search)), q: field.value });
    count.textContent = page.dataset.shown.replace("{shown}", shown).replace("{count}", items.length);
  });
  page.dataset.ready = "";
}

function completeThings(field) {
  const list = document.getElementById(field.getAttribute("list"));
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const address = new URL(field.dataset.complete, location.href);
      address.searchParams.set("q", field.value);
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      if (!response.ok) return; // what is typed is resolved when the question is asked
      const { results } = await response.json();
      const language = document.documentElement.lang;
      list.replaceChildren(...results.map(one => new Option("", one.label[language] ?? Object.values(one.label)[0])));
    }, 150);
  });
}

const page = document.getElementById("questions");
if (page) filterQuestions(page);
document.querySelectorAll("[data-complete]").forEach(completeThings);
