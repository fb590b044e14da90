/* What this browser remembers: the last queries that were answered, and the text being
   written, so that nothing is lost when the page is loaded again. */
window.SimpulHistory = function (place, choose) {
  "use strict";

  const RECENT = "simpul.sparql.recent";
  const DRAFT = "simpul.sparql.draft";
  const PLAIN = "simpul.sparql.plain";
  const MOST = 15;
  const list = place.querySelector("ol");
  const language = { en: "en-GB" }[document.documentElement.lang] || document.documentElement.lang;

  /* A browser may forbid or lose its store; then nothing is remembered. */
  function load(store, key, otherwise) {
    try {
      return JSON.parse(store().getItem(key)) || otherwise;
    } catch {
      return otherwise;
    }
  }

  function save(store, key, value) {
    try {
      if (value === null) store().removeItem(key);
      else store().setItem(key, JSON.stringify(value));
    } catch {
      return false;
    }
    return true;
  }

  const local = () => window.localStorage;
  const session = () => window.sessionStorage;

  function recent() {
    const found = load(local, RECENT, []);
    return Array.isArray(found) ? found.filter((one) => one && typeof one.query === "string") : [];
  }

  function remember(query) {
    const text = query.trim();
    if (!text) return;
    const others = recent().filter((one) => one.query !== text);
    save(local, RECENT, [{ query: text, at: new Date().toISOString() }, ...others].slice(0, MOST));
    draw();
  }

  /* The line that tells a query best: the first that declares nothing and says nothing about itself. */
  function summarise(query) {
    const lines = query.split("\n").filter((line) => line.trim() && !/^\s*(#|prefix\b|base\b)/i.test(line));
    const text = lines.join(" ").replace(/\s+/g, " ").trim();
    return text.length > 140 ? `${text.slice(0, 140)}\u2026` : text || query.slice(0, 140);
  }

  function draw() {
    const found = recent();
    place.hidden = found.length === 0;
    list.replaceChildren(
      ...found.map((one) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "quiet-action query-again";
        button.textContent = summarise(one.query);
        button.addEventListener("click", () => choose(one.query));
        const time = document.createElement("time");
        const moment = new Date(one.at);
        time.dateTime = one.at;
        time.textContent = Number.isNaN(moment.valueOf())
          ? ""
          : moment.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
        item.append(button, " ", time);
        return item;
      }),
    );
  }

  document.getElementById("query-forget").addEventListener("click", () => {
    save(local, RECENT, null);
    draw();
  });
  draw();

  return {
    remember,
    /* Whether the reader prefers the form's own field, which every assistive tool reads whole. */
    isPlain: () => load(local, PLAIN, false) === true,
    keepPlain: (isPlain) => save(local, PLAIN, isPlain ? true : null),
    keepDraft: (from, text) => save(session, DRAFT, from === text ? null : { from, text }),
    /* The text that was being written over this one, if any. */
    findDraft: (from) => {
      const found = load(session, DRAFT, null);
      return found && found.from === from && typeof found.text === "string" ? found.text : null;
    },
  };
};
