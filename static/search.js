// Suggestions under a field while one types: the combobox pattern of ARIA 1.2 (keyboard, screen reader, pointer).
// Without this script, and while the service does not answer, the field is a plain field of a plain form.
//
// How to use it: a field in the page, this file and search.css in its head (base.html has both on every page):
//
//   <label for="f-work">Work</label>
//   <input id="f-work" name="work" data-complete="/search/complete" data-kind="work" data-fill="label">
//
//   data-complete  where the suggestions come from; /search/complete keeps the page's language and version
//   data-kind      kinds to suggest, separated by commas (factor,concept); with it, arrow down in the empty field lists
//                  the first things of these kinds
//   data-choose    what happens to the one chosen: "open" goes to its page; otherwise it fills the field:
//   data-fill      "id" (the default) writes work/sudantoko-2002 into the field, "iri" its whole IRI; "label" shows the name
//                  while the form sends work/sudantoko-2002; if the name is edited afterwards, the form sends what was typed
//   data-label     with data-fill="label": the name for the value that the field has when the page comes
//
// A field that was filled gets a "change" event. The field needs a label or an aria-label; its parent element becomes the
// frame in which the list is placed.

const WAIT = 120;      // milliseconds of quiet before asking
const SHORTEST = 2;    // letters before suggesting, unless the kind is given

function start(input) {
  const list = document.createElement("ul");
  const status = document.createElement("span");
  const state = { input, list, status, active: -1, results: [], asking: null, timer: 0 };
  list.id = `${input.id}-list`;
  list.className = "complete-list";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() || input.getAttribute("aria-label") || "");
  status.className = "unseen";
  status.role = "status";
  input.role = "combobox";
  input.autocomplete = "off";
  const said = { "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocapitalize: "none", spellcheck: "false" };
  for (const [name, value] of Object.entries(said)) input.setAttribute(name, value);
  input.parentElement.classList.add("complete-frame");
  input.after(list, status);
  if (input.dataset.fill === "label" && input.dataset.label) showName(input, input.value, input.dataset.label);

  input.addEventListener("input", () => { sendTyped(input); later(state); });
  input.addEventListener("keydown", (event) => press(state, event));
  input.addEventListener("blur", () => close(state));
  list.addEventListener("pointerdown", (event) => event.preventDefault());  // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(state, [...list.children].indexOf(option));
  });
}

// Asking

function later(state) {
  clearTimeout(state.timer);
  state.asking?.abort();
  const { input } = state;
  if (input.value.trim().length < (input.dataset.kind ? 1 : SHORTEST)) return close(state);
  state.timer = setTimeout(() => ask(state), WAIT);
}

async function ask(state) {
  const { input } = state;
  state.asking?.abort();
  const asking = state.asking = new AbortController();
  const address = new URL(input.dataset.complete, location.href);
  const kept = new URLSearchParams(location.search);
  const wanted = { q: input.value.trim(), kind: input.dataset.kind, lang: kept.get("lang"), version: kept.get("version") };
  for (const [name, value] of Object.entries(wanted)) if (value) address.searchParams.set(name, value);
  try {
    const response = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
    if (!response.ok) return close(state);
    const answer = await response.json();
    if (!asking.signal.aborted && document.activeElement === input) show(state, answer);
  } catch (error) {
    // A newer question took its place, or there is no connection: the form still works.
    if (error.name !== "AbortError") close(state);
  }
}

// Showing

function show(state, { results, message }) {
  const { input, list, status } = state;
  state.results = results;
  list.replaceChildren(...results.map((one, index) => draw(one, `${list.id}-${index}`)));
  list.hidden = !results.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  status.textContent = message;
  mark(state, -1);
  if (!list.hidden) place(input, list);
}

function draw(result, id) {
  const own = document.documentElement.lang;
  const option = document.createElement("li");
  option.id = id;
  option.role = "option";
  const name = Object.assign(document.createElement("span"), { className: "complete-name", textContent: nameOf(result, own) });
  const text = pick(result.description, own);
  const kind = Object.assign(document.createElement("span"), { className: "complete-kind", textContent: pick(result.kind_label, own) });
  option.append(name, " ", kind);
  if (text) option.append(" ", Object.assign(document.createElement("span"), { className: "complete-text", textContent: text }));
  return option;
}

function place(input, list) {
  const frame = list.offsetParent.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const wanted = Math.min(Math.max(input.offsetWidth, 416), room - 16);
  const left = Math.max(8, Math.min(input.getBoundingClientRect().left, room - wanted - 8));
  list.style.width = `${wanted}px`;
  list.style.left = `${left - frame.left}px`;
  list.style.top = `${input.getBoundingClientRect().bottom - frame.top + 4}px`;
}

function close(state) {
  clearTimeout(state.timer);
  state.asking?.abort();
  state.list.hidden = true;
  state.results = [];
  state.status.textContent = "";
  state.input.setAttribute("aria-expanded", "false");
  mark(state, -1);
}

function mark(state, index) {
  state.active = index;
  [...state.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
  const active = state.list.children[index];
  if (active) {
    state.input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  } else state.input.removeAttribute("aria-activedescendant");
}

// Keys

function press(state, event) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const count = state.list.hidden ? 0 : state.results.length;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (count) mark(state, step(state.active, event.key === "ArrowDown" ? 1 : -1, count));
    else if (state.input.value.trim() || state.input.dataset.kind) ask(state);
  } else if (event.key === "Enter" && state.active >= 0) {
    event.preventDefault();
    choose(state, state.active);
  } else if (event.key === "Escape" && count) {
    event.preventDefault();
    close(state);
  }
}

// -1 is the field itself: after the last one comes the field, then the first one again.
function step(active, by, count) {
  return ((active + 1 + by + count + 1) % (count + 1)) - 1;
}

// Choosing

function choose(state, index) {
  const { input } = state;
  const result = state.results[index];
  close(state);
  if (input.dataset.choose === "open") return location.assign(result.path);
  if (input.dataset.fill === "label") showName(input, result.id, nameOf(result, document.documentElement.lang));
  else input.value = input.dataset.fill === "iri" ? result.iri : result.id;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// The name stands in the field, and a hidden field of the same name sends the id.
function showName(input, id, name) {
  sendTyped(input);
  const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: input.name, value: id });
  hidden.dataset.completeOf = input.id;
  input.dataset.name = input.name;
  input.removeAttribute("name");
  input.value = name;
  input.after(hidden);
}

function sendTyped(input) {
  if (!input.dataset.name) return;
  document.querySelector(`[data-complete-of="${CSS.escape(input.id)}"]`)?.remove();
  input.name = input.dataset.name;
  delete input.dataset.name;
}

function nameOf(result, language) {
  return pick(result.label, language) || result.id;
}

function pick(texts, language) {
  return texts?.[language] || Object.values(texts || {})[0] || "";
}

document.querySelectorAll("input[data-complete]").forEach(start);
