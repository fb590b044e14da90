/* Draws a network with vis-network at the places the server computed, and labels
   it so that no label covers another: labels are drawn here, at a constant size,
   the busiest actors first, wherever there is room. Used by the network page and
   by the stand-alone page. */
(function () {
  "use strict";

  /* Ends what network_styles.js began. */
  delete document.createElement;

  const LIGHT = { ink: "#1d1f21", paper: "#fdfcf9", accent: "#0b5c66" };
  const DARK = { ink: "#e8e6e1", paper: "#16181a", accent: "#6cc3cf" };
  const FONT = '12px system-ui, -apple-system, "Segoe UI", sans-serif';
  const LINE = 14;
  /* Above this many links their signs would only be noise. */
  const MANY = 800;
  const FADED = 0.14;
  const FADED_NODE = 0.28;

  function pentagon({ ctx, x, y, style }) {
    return {
      drawNode() {
        ctx.beginPath();
        for (let corner = 0; corner < 5; corner += 1) {
          const angle = -Math.PI / 2 + (corner * 2 * Math.PI) / 5;
          ctx.lineTo(x + 1.2 * style.size * Math.cos(angle), y + 1.2 * style.size * Math.sin(angle));
        }
        ctx.closePath();
        ctx.fillStyle = style.color;
        ctx.fill();
        ctx.lineWidth = style.borderWidth;
        ctx.strokeStyle = style.borderColor;
        ctx.stroke();
      },
      nodeDimensions: { width: 2 * style.size, height: 2 * style.size },
    };
  }

  /* `data`: nodes, edges and options as pyvis made them. `when`: functions
     `pick(kind, key)` and `clear()`, called for clicks. */
  function SimpulDrawing(container, data, when) {
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    const nodes = new vis.DataSet();
    const edges = new vis.DataSet();
    const labels = new Map();
    const widths = new Map();
    let chosen = { kind: "", key: "" };
    let near = null;
    let hovered = "";
    let sizes = null;

    const colours = () => (scheme.matches ? DARK : LIGHT);

    function paintNode(node) {
      const faded = near && !near.nodes.has(node.id);
      const isChosen = chosen.kind === "actor" && chosen.key === node.id;
      const painted = {
        id: node.id, x: node.x, y: node.y, size: node.size, shape: node.shape, title: node.title, label: undefined,
        color: {
          background: node.color.background,
          border: isChosen ? colours().ink : node.color.border,
          highlight: { background: node.color.background, border: colours().ink },
          hover: { background: node.color.background, border: colours().ink },
        },
        borderWidth: isChosen ? 3 : node.borderWidth,
        opacity: faded ? FADED_NODE : 1,
      };
      if (node.shape === "custom") painted.ctxRenderer = pentagon;
      return painted;
    }

    function paintEdge(edge) {
      const faded = near && !near.edges.has(edge.id);
      const isChosen = chosen.kind === "link" && chosen.key === edge.id;
      const colour = scheme.matches ? edge.dark : edge.color.color;
      return {
        id: edge.id, from: edge.from, to: edge.to, title: edge.title, dashes: edge.dashes, smooth: edge.smooth,
        arrows: edge.arrows ? { to: { enabled: true, scaleFactor: 0.5 } } : "",
        width: edge.width + (isChosen ? 2.5 : 0), selectionWidth: 0, hoverWidth: 0.8,
        color: { color: colour, highlight: colour, hover: colour, opacity: faded ? FADED : 1 },
        label: faded || plain.edges.length > MANY ? " " : edge.label,
        font: { size: 15, color: colour, strokeColor: colours().paper, strokeWidth: 4, align: "horizontal", face: "system-ui, sans-serif" },
      };
    }

    let plain = { nodes: [], edges: [] };
    const options = JSON.parse(JSON.stringify(data.options));
    options.interaction.hover = true;

    function load(fresh) {
      plain = fresh;
      const kept = new Set(fresh.nodes.map((node) => node.id));
      const keptEdges = new Set(fresh.edges.map((edge) => edge.id));
      edges.remove(edges.getIds().filter((id) => !keptEdges.has(id)));
      nodes.remove(nodes.getIds().filter((id) => !kept.has(id)));
      labels.clear();
      for (const node of fresh.nodes) labels.set(node.id, node);
      refresh();
    }

    function refresh() {
      near = neighbourhood();
      nodes.update(plain.nodes.map(paintNode));
      edges.update(plain.edges.map(paintEdge));
    }

    function neighbourhood() {
      if (!chosen.key) return null;
      const found = { nodes: new Set(), edges: new Set() };
      for (const edge of plain.edges) {
        const hit = chosen.kind === "link" ? edge.id === chosen.key : edge.from === chosen.key || edge.to === chosen.key;
        if (hit) {
          found.edges.add(edge.id);
          found.nodes.add(edge.from);
          found.nodes.add(edge.to);
        }
      }
      if (chosen.kind === "actor" && labels.has(chosen.key)) found.nodes.add(chosen.key);
      return found.nodes.size ? found : null;
    }

    function choose(kind, key) {
      chosen = { kind, key };
      refresh();
      network.redraw();
    }

    load(data);
    const network = new vis.Network(container, { nodes, edges }, options);
    /* The lists beside the drawing are the way in for keyboards. */
    const frame = container.querySelector(".vis-network");
    if (frame) frame.tabIndex = -1;
    fit();

    /* Everything in view, with room for labels at the edges. */
    function fit() {
      const xs = plain.nodes.map((node) => node.x);
      const ys = plain.nodes.map((node) => node.y);
      if (!xs.length || !container.clientWidth) return;
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const margin = { x: Math.min(52, container.clientWidth * 0.1), top: 28, bottom: 48 };
      const scale = Math.min(
        (container.clientWidth - 2 * margin.x) / Math.max(right - left, 1),
        (container.clientHeight - margin.top - margin.bottom) / Math.max(bottom - top, 1),
        1.15,
      );
      const position = { x: (left + right) / 2, y: (top + bottom) / 2 + (margin.bottom - margin.top) / 2 / scale };
      network.moveTo({ position, scale: Math.max(scale, 0.03), animation: false });
    }

    network.on("click", (event) => {
      if (event.nodes.length) when.pick("actor", event.nodes[0]);
      else if (event.edges.length) when.pick("link", event.edges[0]);
      else when.clear();
    });
    network.on("hoverNode", (event) => { hovered = event.node; network.redraw(); });
    network.on("blurNode", () => { hovered = ""; network.redraw(); });
    scheme.addEventListener("change", refresh);

    function textWidth(ctx, text) {
      if (!widths.has(text)) widths.set(text, ctx.measureText(text).width);
      return widths.get(text);
    }

    function rank(node) {
      if (node.id === hovered || (chosen.kind === "actor" && node.id === chosen.key)) return 2000;
      return (near && near.nodes.has(node.id) ? 1000 : 0) + node.partners;
    }

    network.on("afterDrawing", (ctx) => {
      const canvas = ctx.canvas;
      const ratio = canvas.width / canvas.clientWidth;
      const scale = network.getScale();
      ctx.save();
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.font = FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      const taken = [];
      const seen = [];
      for (const node of plain.nodes) {
        const at = network.canvasToDOM({ x: node.x, y: node.y });
        if (at.x < -60 || at.y < -60 || at.x > canvas.clientWidth + 60 || at.y > canvas.clientHeight + 60) continue;
        const radius = node.size * scale;
        seen.push({ node, at, radius });
        /* What is faded may be written over. */
        if (near && !near.nodes.has(node.id)) continue;
        taken.push({ id: node.id, left: at.x - radius, right: at.x + radius, top: at.y - radius, bottom: at.y + radius });
      }
      seen.sort((one, other) => rank(other.node) - rank(one.node) || (one.node.id < other.node.id ? -1 : 1));
      for (const one of seen.slice(0, 400)) place(ctx, one, taken);
      ctx.restore();
    });

    function clash(box, id, taken) {
      let area = 0;
      for (const other of taken) {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (across > 0 && down > 0 && other.id !== id) area += other.id === "" ? 1e6 : across * down;
      }
      return area;
    }

    function place(ctx, { node, at, radius }, taken) {
      const faded = near && !near.nodes.has(node.id);
      if (faded && node.id !== hovered) return;
      const lines = node.lines;
      const wide = Math.max(...lines.map((line) => textWidth(ctx, line))) + 4;
      const high = lines.length * LINE;
      const gap = radius * 1.25 + 2;
      const aside = radius * 0.9 + 3 + wide / 2;
      const centres = [
        [0, gap + high / 2], [0, -gap - high / 2], [gap + wide / 2, 0], [-gap - wide / 2, 0],
        [aside, gap], [-aside, gap], [aside, -gap], [-aside, -gap],
      ].map(([dx, dy]) => ({ x: at.x + dx, y: at.y + dy }));
      const room = ctx.canvas;
      let box = null;
      let least = Infinity;
      centres.forEach(({ x, y }, index) => {
        const tried = { x, y, left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
        if (tried.left < 2 || tried.top < 2 || tried.right > room.clientWidth - 2 || tried.bottom > room.clientHeight - 2) return;
        const cost = clash(tried, node.id, taken) + index * 0.01;
        if (cost < least) [least, box] = [cost, tried];
      });
      /* A label never covers a label; only a busy actor's may touch a neighbour's mark. */
      const limit = rank(node) >= 2000 ? Infinity : node.partners >= 4 ? 0.35 * wide * high : 0.1;
      if (!box || least > limit) return;
      taken.push({ ...box, id: "" });
      const { ink, paper } = colours();
      ctx.font = chosen.kind === "actor" && chosen.key === node.id ? `bold ${FONT}` : FONT;
      lines.forEach((line, index) => {
        const y = box.top + LINE * (index + 0.5);
        ctx.strokeStyle = paper;
        ctx.lineWidth = 4;
        ctx.strokeText(line, box.x, y);
        ctx.fillStyle = ink;
        ctx.fillText(line, box.x, y);
      });
      ctx.font = FONT;
    }

    if (window.ResizeObserver) {
      new ResizeObserver(() => {
        const now = `${container.clientWidth}x${container.clientHeight}`;
        if (sizes !== null && sizes !== now && container.clientWidth) {
          network.setSize("100%", "100%");
          network.redraw();
          fit();
        }
        sizes = now;
      }).observe(container);
    }

    function zoom(factor) {
      network.moveTo({ scale: network.getScale() * factor, animation: false });
    }

    function show(key) {
      if (!labels.has(key)) return;
      const { x, y } = labels.get(key);
      const animation = calm.matches ? false : { duration: 150, easingFunction: "linear" };
      network.moveTo({ position: { x, y }, scale: Math.max(network.getScale(), 0.75), animation });
    }

    return { network, load, choose, fit, zoom, show };
  }

  window.SimpulDrawing = SimpulDrawing;
})();
