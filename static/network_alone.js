/* Starts the drawing of the stand-alone page; a click marks the rows behind an actor or a link. */
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = { ...read("net-data"), options: read("net-options") };
  const canvas = document.getElementById("net-canvas");
  const rows = [...document.querySelectorAll("tr[data-link]")];
  const drawing = window.SimpulDrawing(canvas, data, { pick, clear: () => pick("", "") });
  canvas.drawing = drawing;

  function pick(kind, key) {
    drawing.choose(kind, key);
    const near = new Set(data.edges.filter((edge) => edge.id === key || (kind === "actor" && (edge.from === key || edge.to === key))).map((edge) => edge.id));
    for (const row of rows) {
      row.hidden = near.size > 0 && !near.has(row.dataset.link);
      row.classList.toggle("net-chosen", near.has(row.dataset.link));
    }
  }
})();
