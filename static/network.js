/* The network page. The server makes every view; this script fetches the same
   addresses a browser without script would open, and exchanges the parts that
   changed, so that the drawing stays where it is. */
(function () {
  "use strict";

  const root = document.getElementById("network");
  const canvas = document.getElementById("net-canvas");
  const island = document.getElementById("net-data");
  if (!root || !island) return;

  const PARTS = ["net-status", "net-filters", "net-evidence", "net-tables", "net-export"];
  const live = document.getElementById("net-live");
  let data = JSON.parse(island.textContent);
  let drawing = null;
  let latest = 0;

  root.classList.add("net-scripted");
  if (window.vis && window.SimpulDrawing && canvas) {
    canvas.replaceChildren();
    drawing = window.SimpulDrawing(canvas, data, {
      pick: (kind, key) => go(kind === "actor" ? { focus: key, link: "" } : { link: key }),
      clear: () => go({ focus: "", link: "" }),
    });
    canvas.drawing = drawing;
    mark();
  } else if (canvas) {
    document.getElementById("net-missing").hidden = false;
    const picture = document.createElement("img");
    picture.src = canvas.dataset.picture;
    picture.alt = "";
    canvas.replaceChildren(picture);
  }
  root.dataset.ready = "true";

  function mark() {
    if (!drawing) return;
    if (data.link) drawing.choose("link", data.link);
    else drawing.choose(data.focus ? "actor" : "", data.focus);
  }

  /* Opens this view with some parameters changed; an empty value drops one. */
  function go(changes) {
    const address = new URL(window.location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    if (address.search !== window.location.search) open(address, true);
  }

  async function open(address, remember) {
    const turn = (latest += 1);
    root.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== latest) return;
      if (remember) window.history.pushState(null, "", address);
      exchange(fresh);
    } catch (problem) {
      window.location.assign(address);
    } finally {
      if (turn === latest) root.removeAttribute("aria-busy");
    }
  }

  function exchange(fresh) {
    const held = holder();
    for (const id of PARTS) {
      const old = document.getElementById(id);
      const made = fresh.getElementById(id);
      if (!old || !made) continue;
      for (const details of old.querySelectorAll("details[open][id]")) {
        const same = made.querySelector(`#${details.id}`);
        if (same) same.open = true;
      }
      old.replaceWith(document.importNode(made, true));
    }
    /* The language switch leads to this very view. */
    const switches = [...fresh.querySelectorAll("a[hreflang]")];
    [...document.querySelectorAll("a[hreflang]")].forEach((link, index) => { if (switches[index]) link.href = switches[index].getAttribute("href"); });
    const before = data;
    data = JSON.parse(fresh.getElementById("net-data").textContent);
    if (drawing) {
      drawing.load(data);
      mark();
      if (data.focus && data.focus !== before.focus && !data.link) drawing.show(data.focus);
    }
    restore(held);
    announce(before);
    roving();
  }

  /* The focus goes back to the same control, or to the evidence that replaced a list. */
  function holder() {
    const active = document.activeElement;
    if (!active || !root.contains(active)) return null;
    return { id: active.id, name: active.getAttribute("name"), value: active.getAttribute("value"), inEvidence: !!active.closest("#net-evidence") };
  }

  function restore(held) {
    if (!held || root.contains(document.activeElement)) return;
    let target = held.id ? document.getElementById(held.id) : null;
    if (!target && held.name) target = root.querySelector(`[name="${CSS.escape(held.name)}"][value="${CSS.escape(held.value || "")}"]`);
    if (!target) target = document.getElementById("net-evidence-title");
    if (target) target.focus({ preventScroll: !held.inEvidence });
  }

  function announce(before) {
    if (before.focus === data.focus && before.link === data.link) {
      live.textContent = document.getElementById("net-summary").textContent.trim();
    } else {
      const title = document.getElementById("net-evidence-title");
      live.textContent = data.focus || data.link ? data.words.selected.replace("{name}", title.textContent.trim()) : data.words.cleared;
    }
  }

  /* Lists of actors are one stop of the Tab key; the arrow keys walk through them. */
  function roving() {
    for (const list of root.querySelectorAll("[data-walk]")) {
      const stops = [...list.querySelectorAll("a")];
      stops.forEach((stop, index) => { stop.tabIndex = index === 0 ? 0 : -1; });
    }
  }

  root.addEventListener("keydown", (event) => {
    const list = event.target.closest("[data-walk]");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (list && (event.key in steps || event.key === "Home" || event.key === "End")) {
      const stops = [...list.querySelectorAll("a")];
      const now = stops.indexOf(event.target.closest("a"));
      const next = event.key === "Home" ? 0 : event.key === "End" ? stops.length - 1 : now + steps[event.key];
      if (stops[next]) {
        stops.forEach((stop) => { stop.tabIndex = -1; });
        stops[next].tabIndex = 0;
        stops[next].focus();
      }
      event.preventDefault();
    }
    if (event.key === "Escape" && (data.focus || data.link)) {
      go(data.link && data.focus ? { link: "" } : { focus: "", link: "", ego: "" });
      event.preventDefault();
    }
  });

  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      open(new URL(link.href), true);
      if (link.dataset.view === "evidence") showTab("net-evidence");
    }
    const button = event.target.closest("button[data-do]");
    if (button && drawing) {
      if (button.dataset.do === "fit") drawing.fit();
      else drawing.zoom(button.dataset.do === "nearer" ? 1.3 : 1 / 1.3);
    }
    const tab = event.target.closest("a[data-tab]");
    if (tab && tabs.matches) {
      event.preventDefault();
      showTab(tab.dataset.tab);
    }
  });

  root.addEventListener("change", (event) => {
    if (event.target.form && event.target.form.id === "net-form" && event.target.name !== "focus") submit(event.target.form);
  });
  root.addEventListener("submit", (event) => {
    if (event.target.id !== "net-form") return;
    event.preventDefault();
    submit(event.target);
  });
  root.addEventListener("input", (event) => {
    if (event.target.name !== "focus") return;
    const names = [...document.querySelectorAll("#net-actors option")].map((option) => option.value);
    if (names.includes(event.target.value)) submit(event.target.form);
  });

  function submit(form) {
    const address = new URL(form.action);
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value) query.delete(name, value);
    address.search = query.toString();
    open(address, true);
  }

  window.addEventListener("popstate", () => open(new URL(window.location.href), false));

  /* On a narrow screen the parts are tabs; the table comes first. */
  const tabs = window.matchMedia("(max-width: 960px)");
  function showTab(id) {
    root.dataset.tab = id;
    for (const tab of root.querySelectorAll("a[data-tab]")) {
      if (tab.dataset.tab === id) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }
  showTab(data.focus || data.link ? "net-evidence" : "net-tables");
  roving();
})();
