(() => {
  const root = document.documentElement;
  document.querySelectorAll(".theme").forEach((b) => {
    b.hidden = false;
    b.addEventListener("click", () => {
      const dark = root.classList.contains("dark") ||
        (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
      root.classList.toggle("dark", !dark);
      root.classList.toggle("light", dark);
    });
  });
  if (location.hash === "#dark" || location.hash === "#light") root.classList.add(location.hash.slice(1));
  const save = (blob, name) => {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(blob);
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 1000);
  };
  const ns = document.querySelector("svg").namespaceURI;
  // Figures leave the page on paper: light colours, with title, subtitle and source in the picture.
  const standalone = (figure) => {
    const svg = figure.querySelector(".plot svg").cloneNode(true);
    const [, , w, h] = svg.getAttribute("viewBox").split(" ").map(Number);
    const probe = document.body.appendChild(document.createElement("i"));
    probe.className = "light";
    const light = getComputedStyle(probe);
    const css = document.getElementById("figure-style").textContent
      .replace(/var\((--\w+)\)/g, (_, name) => light.getPropertyValue(name).trim());
    const paper = light.getPropertyValue("--paper").trim();
    probe.remove();
    const lines = [];
    const wrap = (text, size, cls) => {
      let row = "";
      for (const word of text.split(/\s+/)) {
        if (row && (row.length + word.length + 1) * size * 0.53 > w) { lines.push([row, size, cls]); row = ""; }
        row += (row ? " " : "") + word;
      }
      lines.push([row, size, cls]);
    };
    wrap(figure.querySelector("h3").textContent, 16, "t b");
    wrap(figure.querySelector(".sub").textContent, 12.5, "t m");
    const head = lines.reduce((sum, l) => sum + l[1] * 1.4, 14), pad = 16, total = h + head + 34;
    svg.setAttribute("xmlns", ns);
    svg.setAttribute("viewBox", `${-pad} ${-head - pad} ${w + 2 * pad} ${total + 2 * pad}`);
    svg.setAttribute("width", w + 2 * pad);
    svg.setAttribute("height", total + 2 * pad);
    const make = (tag, attributes, text) => {
      const node = document.createElementNS(ns, tag);
      Object.entries(attributes).forEach(([k, v]) => node.setAttribute(k, v));
      if (text) node.textContent = text;
      return node;
    };
    const back = make("rect", { x: -pad, y: -head - pad, width: w + 2 * pad, height: total + 2 * pad, fill: paper });
    svg.prepend(make("style", {}, css), back);
    let y = -head;
    for (const [text, size, cls] of lines) {
      y += size * 1.4;
      svg.append(make("text", { x: 0, y: y - 4, class: cls, style: `font-size:${size}px` }, text));
    }
    svg.append(make("text", { x: 0, y: h + 26, class: "t s m" }, figure.querySelector(".src").textContent));
    return { text: new XMLSerializer().serializeToString(svg), w: w + 2 * pad, h: total + 2 * pad };
  };
  const csv = (figure) => [...figure.querySelectorAll("details tr")]
    .map((tr) => [...tr.children].map((c) => /[",\n]/.test(c.textContent) ? `"${c.textContent.replaceAll('"', '""')}"` : c.textContent).join(","))
    .join("\n") + "\n";
  document.querySelectorAll("button[data-as]").forEach((button) => button.addEventListener("click", () => {
    const figure = button.closest("figure"), kind = button.dataset.as, name = `${figure.id}.${kind}`;
    if (kind === "csv") return save(new Blob([csv(figure)], { type: "text/csv" }), name);
    const { text, w, h } = standalone(figure);
    if (kind === "svg") return save(new Blob([text], { type: "image/svg+xml" }), name);
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = w * 3;
      canvas.height = h * 3;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, name), "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }));
  addEventListener("beforeprint", () => document.querySelectorAll("details.block").forEach((d) => { d.open = true; }));
})();
