/* The page for queries. The server makes every answer; this script asks for the same
   page that a browser without script would open, and exchanges the parts that differ. */
(function () {
  "use strict";

  const root = document.getElementById("sparql");
  const form = document.getElementById("query-form");
  const area = document.getElementById("query");
  if (!root || !form || !area) return;

  const PARTS = ["pinned", "sparql-kept", "sparql-problem", "sparql-answer", "sparql-snippets"];
  const LONGEST = 12000; // letters of an address that every server on the way takes
  const words = { ...root.dataset, language: document.documentElement.lang };
  const status = document.getElementById("query-status");
  const clock = document.getElementById("query-clock");
  const cancel = document.getElementById("query-cancel");
  const submit = form.querySelector("[type=submit]");
  let running = null;

  root.querySelectorAll("[data-script]").forEach((one) => (one.hidden = false));
  const given = area.value;
  const history = window.SimpulHistory(document.getElementById("query-recent"), (text) => put(text));
  const field = window.SimpulField(area, { ...words, isPlain: history.isPlain() }, { run: () => run() });

  const plain = document.getElementById("query-plain");
  if (plain) {
    if (!field.editor) root.querySelectorAll("[data-editor]").forEach((one) => (one.hidden = true));
    if (history.isPlain()) plain.textContent = plain.dataset.back;
    plain.addEventListener("click", () => {
      if (history.keepPlain(!history.isPlain())) window.location.reload(); // what is written is kept
    });
  }

  /* The text that the page came with: what is written over it is kept until it is run. */
  let base = given;
  const draft = history.findDraft(base);
  if (draft !== null) field.write(draft);
  field.listen(() => {
    history.keepDraft(base, field.read());
    look();
  });

  /* Puts a query into the field; what was written there stays among the last queries. */
  function put(text) {
    if (field.read().trim() && field.read() !== base) history.remember(field.read());
    field.write(text);
    field.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  // Asking

  function address() {
    const pairs = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name === "query") pairs.append(name, field.read());
      else if (value !== "") pairs.append(name, value);
    }
    return pairs;
  }

  form.addEventListener("submit", (event) => {
    area.value = field.read();
    if (document.getElementById("format").value) return; // another format: the browser takes it away
    event.preventDefault();
    run();
  });
  cancel.addEventListener("click", () => running && running.abort());

  async function run() {
    const pairs = address();
    pairs.delete("format");
    const target = new URL(form.action);
    target.search = pairs.toString();
    target.hash = "";
    history.remember(field.read());
    await ask(target, pairs, true);
  }

  async function ask(target, pairs, isNew) {
    if (running) running.abort();
    const turn = (running = new AbortController());
    const isLong = target.href.length > LONGEST;
    const headers = { Accept: "text/html" };
    const body = new URLSearchParams({ query: pairs.get("query") });
    const rest = new URLSearchParams([...pairs].filter(([name]) => name !== "query"));
    start(turn);
    try {
      const answer = isLong
        ? await fetch(`/sparql/page?${rest}`, { method: "POST", body, headers, signal: turn.signal })
        : await fetch(target, { headers, signal: turn.signal });
      const text = await answer.text();
      if (turn !== running) return;
      if ((answer.headers.get("Content-Type") || "").startsWith("text/html")) exchange(text);
      else refuse(read(text) || { title: String(answer.status), detail: answer.statusText });
      if (isNew && !isLong && target.href !== window.location.href.split("#")[0]) {
        window.history.pushState(null, "", target);
      }
      base = field.read();
      history.keepDraft(base, base);
      finish();
    } catch (error) {
      if (error.name !== "AbortError") refuse({ title: words.unreachable, detail: "" });
      if (turn === running || error.name !== "AbortError") stop(error.name === "AbortError" ? words.cancelled : "");
    } finally {
      if (turn === running) running = null;
    }
  }

  function start(turn) {
    root.setAttribute("aria-busy", "true");
    cancel.hidden = false;
    status.textContent = words.running;
    field.unmark();
    const began = performance.now();
    clock.textContent = "";
    turn.timer = window.setInterval(() => {
      const seconds = Math.round((performance.now() - began) / 1000);
      clock.textContent = words.seconds.replace("{seconds}", seconds);
    }, 1000);
    turn.signal.addEventListener("abort", () => window.clearInterval(turn.timer));
  }

  function stop(message) {
    if (running) window.clearInterval(running.timer);
    if (document.activeElement === cancel) submit.focus();
    root.removeAttribute("aria-busy");
    cancel.hidden = true;
    clock.textContent = "";
    status.textContent = message;
  }

  function finish() {
    const heading = document.querySelector("#sparql-answer h2#answer");
    stop(heading ? heading.innerText.replace(/\s+/g, " ") : "");
    if (!heading) return;
    const box = heading.getBoundingClientRect();
    if (box.bottom + 120 > window.innerHeight) heading.scrollIntoView({ block: "center" });
  }

  function read(text) {
    try {
      const found = JSON.parse(text);
      return found && found.title ? found : null;
    } catch {
      return null;
    }
  }

  function refuse({ title, detail, line, column }) {
    const box = document.createElement("div");
    box.className = "problem";
    box.id = "answer";
    box.setAttribute("role", "alert");
    const heading = document.createElement("h2");
    const words = document.createElement("p");
    heading.textContent = title;
    words.textContent = detail || "";
    box.append(heading, words);
    if (line) Object.assign(box.dataset, { line, column: column || 1 });
    document.getElementById("sparql-answer").replaceChildren();
    document.getElementById("sparql-problem").replaceChildren(box);
    dress();
  }

  function exchange(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const open = [...root.querySelectorAll(".snippet")].map((one) => [one.id, one.open]);
    if (!fresh.getElementById("sparql-answer")) {
      const title = fresh.querySelector("main h1");
      const detail = fresh.querySelector("main .lead, main h1 + p");
      refuse({ title: title ? title.textContent : fresh.title, detail: detail ? detail.textContent : "" });
      return;
    }
    for (const id of PARTS) {
      const [before, after] = [document.getElementById(id), fresh.getElementById(id)];
      if (before && after) before.replaceWith(document.importNode(after, true));
    }
    for (const [id, isOpen] of open) {
      const one = document.getElementById(id);
      if (one) one.open = isOpen;
    }
    dress();
  }

  window.addEventListener("popstate", () => {
    const target = new URL(window.location.href);
    if (!target.searchParams.has("query")) {
      window.location.reload();
      return;
    }
    base = target.searchParams.get("query");
    field.write(base);
    target.hash = "";
    ask(target, target.searchParams, false);
  });

  // What script adds to the parts

  function dress() {
    const problem = document.querySelector("#sparql-problem .problem[data-line]");
    if (problem) point(problem, Number(problem.dataset.line), Number(problem.dataset.column) || 1);
    const table = document.querySelector("#sparql-answer .bindings");
    if (table) window.SimpulTable(table, words);
    root.querySelectorAll("[data-copy-source]").forEach(addCopy);
  }

  function point(problem, line, column) {
    field.mark(line, column);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.place.replace("{line}", line).replace("{column}", column);
    button.addEventListener("click", () => field.go(line, column));
    problem.append(button);
  }

  function addCopy(source) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    const name = source.getAttribute("aria-label");
    if (name) button.setAttribute("aria-label", `${words.copy}: ${name}`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.href || source.textContent);
        status.textContent = button.textContent = words.copied;
      } catch {
        window.getSelection().selectAllChildren(source);
        status.textContent = button.textContent = words.select;
      }
      window.setTimeout(() => (button.textContent = words.copy), 3000);
    });
    if (source.tagName === "PRE") source.before(button);
    else source.after(" ", button);
  }

  let waiting = 0;
  function look() {
    window.clearTimeout(waiting);
    if (!field.doubt) return;
    waiting = window.setTimeout(() => {
      const line = field.doubt();
      document.getElementById("query-doubt").textContent = line ? words.doubt.replace("{line}", line) : "";
    }, 600);
  }

  // Examples

  const chooser = document.getElementById("query-example");
  const examples = [...root.querySelectorAll("#query-examples a")];
  examples.forEach((link, number) => chooser.add(new Option(link.textContent, String(number))));
  chooser.addEventListener("change", () => {
    if (chooser.value) put(new URL(examples[Number(chooser.value)].href).searchParams.get("query"));
    chooser.value = "";
  });

  dress();
  look();
  root.dataset.ready = "true";
})();
