/* Suggestions while a query is written: words of the vocabulary and things, by their
   short name or by their name in the reader's language. The words come from this
   server. A prefix that is used and known is declared at the top by itself. */
window.SimpulCompletion = function (editor, container, words) {
  "use strict";

  const MOST = 10; // more than that is better narrowed by typing
  const VARIABLE = /[?$]\w*$/;
  const WORD = /(?:[A-Za-z][\w-]*)?:?[\p{L}\p{N}_.-]*$/u;
  const WHOLE_TEXTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
  const SILENT = new Set(["comment", "string", "variable-3"]);
  const KEYWORDS = (
    "a add all as asc ask avg base bind by bound clear coalesce concat construct contains copy count create data datatype " +
    "default delete desc describe distinct drop exists false filter from graph group having if in insert into iri isblank " +
    "isiri isliteral isnumeric lang langmatches lcase limit load max min minus move named not offset optional order prefix " +
    "reduced regex replace sample select separator service silent str strafter strbefore strends strlen strstarts substr sum " +
    "to true ucase undef union using values where with"
  ).split(" ");
  const library = window.Yasqe.default || window.Yasqe;
  let prefixes = {};
  let terms = [];
  let isDeclaring = false;

  fetch(words.terms, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { prefixes: {}, terms: [] }))
    .then((found) => {
      prefixes = found.prefixes;
      terms = found.terms.map(prepare);
      editor.getWrapperElement().dataset.words = String(terms.length);
    })
    .catch(() => {}); // without suggestions the field still works

  function prepare(term) {
    const [prefix, ...rest] = term.name.startsWith("<") ? ["", term.name] : term.name.split(":");
    const local = rest.join(":");
    const label = term.labels[words.language] || term.labels[""] || Object.values(term.labels)[0] || "";
    const spoken = Object.values(term.labels).map((one) => one.toLowerCase());
    const names = spoken.join(" ");
    return { ...term, prefix, local, label, small: local.toLowerCase(), spoken, names, parts: names.split(/[^\p{L}\p{N}]+/u) };
  }

  function show(isAsked) {
    const place = find();
    if (!place || editor.somethingSelected()) return;
    if (!isAsked && (editor.state.completionActive || !isWorthwhile(place.word))) return;
    editor.showHint({
      hint: suggest,
      completeSingle: false,
      container,
      closeCharacters: /[\s>"(){}\[\];,]/,
      extraKeys: { Home: "goLineStart", End: "goLineEnd" },
    });
  }

  /* What stands before the cursor, unless it is a comment, a text, a whole IRI or a declaration. */
  function find() {
    const cursor = editor.getCursor();
    const token = editor.getTokenAt(cursor, true);
    const line = editor.getLine(cursor.line);
    const before = line.slice(0, cursor.ch);
    if (SILENT.has(token.type) || VARIABLE.test(before) || /^\s*(prefix|base)\b/i.test(before)) return null;
    if (/["']/.test(before.replace(WHOLE_TEXTS, ""))) return null; // a text that is not ended yet
    const word = before.match(WORD)[0];
    const after = word ? line.slice(cursor.ch).match(/^[\w-]*/)[0] : "";
    return { word, from: { line: cursor.line, ch: cursor.ch - word.length }, to: { line: cursor.line, ch: cursor.ch + after.length } };
  }

  function isWorthwhile(word) {
    if (word.includes(":")) return true;
    return word.length > 1 && word !== word.toUpperCase() && !KEYWORDS.some((one) => one.startsWith(word.toLowerCase()));
  }

  function suggest() {
    const place = find();
    if (!place) return null;
    const role = findRole(place);
    const own = Object.entries(editor.getPrefixesFromQuery());
    const found = [];
    for (const term of terms) {
      const name = write(term, own);
      const rank = weigh(term, name, place.word, role);
      if (rank !== null) found.push({ term, name, rank });
    }
    found.sort((one, other) => one.rank - other.rank || one.name.localeCompare(other.name));
    const list = found.slice(0, MOST).map(({ term, name }) => ({ text: name, render: (element) => draw(element, term, name) }));
    if (list.length === 1 && list[0].text === place.word) return null;
    const data = { list, from: place.from, to: place.to };
    library.on(data, "shown", () => describe(editor.state.completionActive.widget.hints));
    return data;
  }

  function describe(list) {
    list.removeAttribute("aria-expanded"); // a list has no such state
    list.setAttribute("aria-label", words.suggestions);
  }

  /* What is expected here: "class" after `a`, "property" in the middle of a statement, else a thing. */
  function findRole(place) {
    const token = editor.getTokenAt({ line: place.from.line, ch: place.from.ch }, true);
    const last = token.type === "ws" || !token.string.trim() ? editor.getPreviousNonWsToken(place.from.line, token) : token;
    const state = (last && last.state) || token.state;
    if (last && (last.string === "a" || last.string === "rdf:type")) return "class";
    const next = editor.getTokenAt({ line: place.from.line, ch: place.from.ch + 1 }, true);
    const possible = (next.state && next.state.possibleCurrent) || state.possibleCurrent || [];
    return possible.includes("a") ? "property" : "thing";
  }

  /* The name of a word in this query, which may declare other prefixes than ours. */
  function write(term, own) {
    if (!term.prefix) return term.name;
    const space = prefixes[term.prefix];
    const match = own.find(([, iri]) => iri === space);
    if (match) return `${match[0]}:${term.local}`;
    return own.some(([prefix]) => prefix === term.prefix) ? `<${space}${term.local}>` : term.name;
  }

  /* How well a word fits, best first; null for not at all. */
  function weigh(term, name, word, role) {
    const kind = term.kind === "class" || term.kind === "property" ? term.kind : "thing";
    if (role === "property" && kind !== "property") return null;
    if (role === "class" && kind !== "class") return null;
    const penalty = (kind === role ? 0 : 10) + (term.prefix === "sim" || kind === "thing" ? 0 : 4);
    const colon = word.indexOf(":");
    const typed = word.slice(colon + 1).toLowerCase();
    if (colon >= 0 && !name.startsWith(word.slice(0, colon + 1))) return null;
    const near = (text) => text.length / 1000; // of two that fit, the shorter one is nearer to what was typed
    if (!typed || term.small.startsWith(typed)) return penalty + near(term.small);
    const label = term.spoken.find((one) => one.startsWith(typed));
    if (label) return penalty + near(label);
    if (colon < 0 && term.prefix.startsWith(typed)) return penalty + 2;
    if (term.parts.some((part) => part.startsWith(typed))) return penalty + 1;
    return typed.length > 2 && (term.small.includes(typed) || term.names.includes(typed)) ? penalty + 3 : null;
  }

  function draw(element, term, name) {
    const code = document.createElement("span");
    code.className = "hint-name";
    code.textContent = name;
    const label = document.createElement("span");
    label.className = "hint-label";
    label.textContent = term.label || words[term.kind] || "";
    element.append(code, " ", label);
  }

  /* Declares the prefix of the word at the cursor, where it is one of ours and the query has none of that name. */
  function declare() {
    if (isDeclaring || !editor.hasFocus()) return;
    const cursor = editor.getCursor();
    const token = editor.getTokenAt(cursor, true);
    const line = editor.getLine(cursor.line).slice(0, cursor.ch);
    const used = line.match(/(?:^|[\s({[|/^!,;])([a-z]+):[\w.-]*$/);
    if (!used || SILENT.has(token.type) || /^\s*prefix\b/i.test(line)) return;
    const iri = prefixes[used[1]];
    if (!iri || used[1] in editor.getPrefixesFromQuery()) return;
    isDeclaring = true;
    editor.replaceRange(`PREFIX ${used[1]}: <${iri}>\n`, { line: 0, ch: 0 });
    isDeclaring = false;
  }

  return { show, declare };
};
