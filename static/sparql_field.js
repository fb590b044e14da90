/* The field for the query. Where the editor (Yasqe) is there it stands in front of
   the form's own field, which keeps the same text, so that the form can be sent
   without script at any time. Otherwise the form's own field is used. */
window.SimpulField = function (area, words, actions) {
  "use strict";

  const listeners = [];
  const told = () => listeners.forEach((one) => one());

  if (!window.Yasqe || words.isPlain) {
    area.addEventListener("input", told);
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        actions.run();
      }
    });
    return {
      read: () => area.value,
      write: (text) => {
        area.value = text;
        told();
      },
      focus: () => area.focus(),
      mark: () => {},
      unmark: () => {},
      go: (line, column) => {
        const before = area.value.split("\n").slice(0, line - 1);
        const place = before.join("\n").length + (line > 1 ? 1 : 0) + column - 1;
        area.focus();
        area.setSelectionRange(place, place);
      },
      listen: (listener) => listeners.push(listener),
    };
  }

  const Yasqe = window.Yasqe.default || window.Yasqe;
  const holder = document.createElement("div");
  holder.className = "query-editor";
  area.after(holder);

  /* Lists in the settings are merged place by place, so they are replaced where
     they are made. What asks other servers (classes and properties of others) is left out. */
  Yasqe.defaults.gutters = ["gutterErrorBar", "CodeMirror-linenumbers"];
  Yasqe.defaults.autocompleters = ["variables"];
  const yasqe = new Yasqe(holder, {
    value: area.value,
    autocompleters: [],
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    queryingDisabled: "-",
    resizeable: false,
    editorHeight: "auto",
    lineWrapping: true,
    foldGutter: false,
    syntaxErrorCheck: false, // its notice is English, and shown to the mouse alone
    screenReaderLabel: words.label,
    viewportMargin: Infinity,
    cursorBlinkRate: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 530,
    extraKeys: {
      Tab: false, // nobody gets caught in the field
      "Shift-Tab": false,
      Esc: false,
      "Ctrl-S": false,
      "Ctrl-Enter": actions.run,
      "Cmd-Enter": actions.run,
      "Ctrl-Space": () => complete(true),
    },
  });
  area.hidden = true;
  /* Yasqe is a copy of its CodeMirror; what measures and changes lines must be the original. */
  const editor = yasqe.getDoc().getEditor();

  const input = editor.getInputField();
  input.setAttribute("aria-describedby", "query-keys");
  const label = document.getElementById("query-label");
  label.addEventListener("click", (event) => {
    event.preventDefault();
    editor.focus();
  });

  const completion = window.SimpulCompletion ? window.SimpulCompletion(editor, holder.firstElementChild, words) : null;
  function complete(isAsked) {
    if (completion) completion.show(isAsked);
  }

  editor.on("inputRead", (_, change) => {
    if (change.origin === "+input") complete(false);
  });
  editor.on("change", () => {
    area.value = editor.getValue();
    unmark();
    if (completion) Promise.resolve().then(completion.declare); // not while the change itself is made
    told();
  });

  let marks = [];
  function unmark() {
    marks.forEach((one) => one());
    marks = [];
  }

  function mark(line, column) {
    unmark();
    const row = Math.min(Math.max(line, 1), editor.lineCount()) - 1;
    editor.addLineClass(row, "background", "query-wrong-line");
    marks.push(() => editor.removeLineClass(row, "background", "query-wrong-line"));
    const sign = document.createElement("span");
    sign.className = "query-wrong-sign";
    editor.setGutterMarker(row, "gutterErrorBar", sign);
    marks.push(() => editor.clearGutter("gutterErrorBar"));
    if (!column) return;
    const length = editor.getLine(row).length;
    const start = Math.max(0, Math.min(column - 1, length - 1));
    const place = editor.markText({ line: row, ch: start }, { line: row, ch: start + 1 }, { className: "query-wrong" });
    marks.push(() => place.clear());
  }

  /* The first line that the editor's own grammar cannot read; it knows SPARQL 1.1 only. */
  function doubt() {
    for (let row = 0; row < editor.lineCount(); row += 1) {
      if (editor.getTokenAt({ line: row, ch: editor.getLine(row).length }, true).state.OK === false) return row + 1;
    }
    return 0;
  }

  return {
    editor,
    read: () => editor.getValue(),
    write: (text) => {
      editor.setValue(text);
      editor.setCursor({ line: editor.lastLine(), ch: 0 }, { scroll: false });
    },
    focus: () => editor.focus(),
    mark,
    unmark,
    doubt,
    go: (line, column) => {
      editor.focus();
      editor.setCursor({ line: line - 1, ch: Math.max(0, column - 1) });
    },
    listen: (listener) => listeners.push(listener),
  };
};
