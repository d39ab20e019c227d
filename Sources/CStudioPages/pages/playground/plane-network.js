// The network of the page: columns of units with their pictures, wires between them, and the numbers on both.
import { bytes, color, diverging, drawBytes, fit, floats, scaleTable, short } from "/drawing.js";

const find = (id) => document.getElementById(id);
const inputNames = ["x", "y", "x²", "y²", "xy", "sin x", "sin y"];

export class Network {
  constructor(change) {
    this.change = change;
    this.settings = null;
    this.chosen = null;
    this.near = null;
    this.table = null;
    for (const name of inputNames) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", id: `input-${inputNames.indexOf(name)}` });
      box.onchange = () => this.chooseInputs(box);
      const label = document.createElement("label");
      label.append(box, name);
      find("inputs").append(label);
    }
    find("more-layers").onclick = () => this.change({ layers: [...this.settings.layers, 4] });
    find("fewer-layers").onclick = () => this.change({ layers: this.settings.layers.slice(0, -1) });
    find("wires").onchange = () => this.redraw();
    find("network").addEventListener("mousemove", (event) => this.point(event));
    find("network").addEventListener("mouseleave", () => { this.near = null; this.redraw(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.table = null; });
  }

  chooseInputs(box) {
    const inputs = inputNames.filter((_, index) => find(`input-${index}`).checked);
    if (inputs.length === 0) { box.checked = true; return; }
    this.change({ inputs });
  }

  /** Makes the columns for the settings. */
  showSettings(settings) {
    const structure = JSON.stringify([settings.inputs, settings.layers]);
    this.settings = settings;
    if (structure === this.structure) return;
    this.structure = structure;
    this.chosen = null;
    inputNames.forEach((name, index) => { find(`input-${index}`).checked = settings.inputs.includes(name); });
    find("more-layers").disabled = settings.layers.length >= 6;
    find("fewer-layers").disabled = settings.layers.length === 0;
    this.units = [];
    const columns = [{ names: settings.inputs, title: "Inputs" },
      ...settings.layers.map((count, layer) => ({ names: Array.from({ length: count }, (_, unit) => `unit ${unit + 1}`), title: `Layer ${layer + 1}`, layer })),
      { names: ["output"], title: "Output" }];
    find("columns").replaceChildren(...columns.map((column, place) => this.makeColumn(column, place)));
  }

  makeColumn({ names, title, layer }, place) {
    const column = document.createElement("div");
    column.className = "column";
    const head = document.createElement("div");
    head.className = "head";
    head.append(title);
    if (layer !== undefined) head.append(document.createElement("br"), this.sizeButton(layer, -1, title), " ", this.sizeButton(layer, 1, title));
    column.append(head);
    this.units.push(names.map((name, unit) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "unit";
      button.id = `unit-${place}-${unit}`;
      button.setAttribute("aria-label", place === 0 ? `input ${name}` : `${title}, ${name}`);
      const canvas = document.createElement("canvas");
      button.append(canvas);
      const choose = () => { this.chosen = [place, unit]; this.redraw(); };
      button.onfocus = choose;
      button.onmouseenter = choose;
      button.onblur = () => { this.chosen = null; this.redraw(); };
      column.append(button);
      if (place === 0) column.append(Object.assign(document.createElement("span"), { className: "name", textContent: name }));
      return { button, canvas, name: place === 0 ? name : `${title.toLowerCase()}, ${name}` };
    }));
    return column;
  }

  sizeButton(layer, step, title) {
    const count = this.settings.layers[layer] + step;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: step < 0 ? "−" : "+", disabled: count < 1 || count > 8 });
    button.id = `${step < 0 ? "fewer" : "more"}-units-${layer}`;
    button.setAttribute("aria-label", `${step < 0 ? "Fewer" : "More"} units in ${title.toLowerCase()}`);
    button.onclick = () => {
      this.change({ layers: this.settings.layers.map((units, index) => units + (index === layer ? step : 0)) });
      find(button.id)?.focus();
    };
    return button;
  }

  redraw() { if (this.frame) this.draw(this.frame); }

  draw(frame) {
    this.frame = frame;
    // A frame of the network before the last change of its layers.
    const sizes = [...frame.units.map((column) => column.length), 1];
    if (sizes.length !== this.units.length || sizes.some((size, place) => size !== this.units[place].length)) return;
    this.table ??= scaleTable((value) => diverging(value * 0.85), -1, 1);
    frame.units.forEach((column, place) => column.forEach((picture, unit) => {
      drawBytes(this.units[place][unit].canvas, bytes(picture), frame.side, this.table);
    }));
    const output = bytes(frame.output);
    drawBytes(this.units.at(-1)[0].canvas, output, Math.sqrt(output.length), this.table);
    this.layers = frame.layers.map((layer) => Object.fromEntries(Object.entries(layer).map(([name, text]) => [name, text && floats(text)])));
    this.units.flat().forEach((unit) => unit.button.classList.remove("chosen"));
    if (this.chosen) this.units[this.chosen[0]][this.chosen[1]].button.classList.add("chosen");
    this.drawWires();
    this.tell();
  }

  /** The wires as [layer, from, to, line]. */
  get wires() {
    const box = find("columns").getBoundingClientRect();
    const place = (unit, isRight) => {
      const rectangle = unit.button.getBoundingClientRect();
      return [(isRight ? rectangle.right : rectangle.left) - box.left, (rectangle.top + rectangle.bottom) / 2 - box.top];
    };
    return this.units.slice(1).flatMap((targets, layer) => {
      const ends = targets.map((unit) => place(unit, false));
      return this.units[layer].flatMap((unit, from) => {
        const start = place(unit, true);
        return ends.map((end, to) => ({ layer, from, to, start, end }));
      });
    });
  }

  value({ layer, from, to }, kind) {
    const numbers = this.layers[layer][kind];
    return numbers ? numbers[to * this.units[layer].length + from] : null;
  }

  drawWires() {
    const canvas = find("wire-canvas"), box = find("columns");
    canvas.style.width = `${box.offsetWidth}px`;
    canvas.style.height = `${box.offsetHeight}px`;
    const { context } = fit(canvas);
    const kind = find("wires").value === "gradients" ? "weightGradients" : "weights";
    const largest = Math.max(1e-9, ...this.layers.flatMap((layer) => (layer[kind] ? [...layer[kind]].map(Math.abs) : [0])));
    const scale = kind === "weights" ? Math.max(1, largest / 3) : largest;
    for (const wire of this.wires) {
      const number = this.value(wire, kind) ?? 0, size = Math.min(1, Math.abs(number) / scale);
      const isNear = this.near && this.near.layer === wire.layer && this.near.from === wire.from && this.near.to === wire.to;
      const isChosen = this.chosen && ((this.chosen[0] === wire.layer + 1 && this.chosen[1] === wire.to) || (this.chosen[0] === wire.layer && this.chosen[1] === wire.from));
      const [x0, y0] = wire.start, [x1, y1] = wire.end, middle = (x0 + x1) / 2;
      context.beginPath();
      context.moveTo(x0, y0);
      context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
      context.strokeStyle = isNear ? color("--text") : number < 0 ? "#0072b2" : "#d55e00";
      context.globalAlpha = isNear || isChosen ? 1 : 0.25 + 0.6 * size;
      context.lineWidth = 0.4 + 5 * size + (isNear ? 2 : 0);
      context.setLineDash(number < 0 ? [6, 3] : []);
      context.stroke();
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  /** Finds the wire under the mouse. */
  point(event) {
    if (!this.layers || !this.frame) return;
    const box = find("columns").getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    let best = null, distance = 8;
    for (const wire of this.wires) {
      const [x0, y0] = wire.start, [x1, y1] = wire.end;
      if (x < x0 || x > x1) continue;
      // The point of the curve above or below the mouse: x is monotonic along it.
      let low = 0, high = 1;
      for (let turn = 0; turn < 20; turn++) {
        const t = (low + high) / 2, middle = (x0 + x1) / 2;
        const at = x0 * (1 - t) ** 3 + 3 * middle * t * (1 - t) ** 2 + 3 * middle * t * t * (1 - t) + x1 * t ** 3;
        if (at < x) low = t; else high = t;
      }
      const t = (low + high) / 2, there = y0 * ((1 - t) ** 3 + 3 * t * (1 - t) ** 2) + y1 * (3 * t * t * (1 - t) + t ** 3);
      if (Math.abs(there - y) < distance) { distance = Math.abs(there - y); best = wire; }
    }
    if (best !== this.near) { this.near = best; this.redraw(); }
  }

  /** Says the numbers of the wire or unit that is pointed at. */
  tell() {
    let text = "Point at a wire, or focus a unit, to see its numbers.";
    const number = (value) => (value == null ? "–" : short(value));
    if (this.near) {
      const { layer, from, to } = this.near;
      text = `${this.units[layer][from].name} → ${this.units[layer + 1][to].name}: weight ${number(this.value(this.near, "weights"))}, gradient ${number(this.value(this.near, "weightGradients"))}`;
    } else if (this.chosen && this.chosen[0] > 0) {
      const [place, unit] = this.chosen, layer = place - 1, { biases, biasGradients } = this.layers[layer];
      const weights = this.units[layer].map((source, from) => `${source.name.replace(/^layer \d+, /, "")} ${number(this.value({ layer, from, to: unit }, "weights"))} (${number(this.value({ layer, from, to: unit }, "weightGradients"))})`);
      text = `${this.units[place][unit].name}: bias ${number(biases[unit])} (gradient ${number(biasGradients?.[unit])}); weights (gradients) from ${weights.join(", ")}`;
    } else if (this.chosen) text = `input ${this.units[0][this.chosen[1]].name}`;
    if (find("detail").textContent !== text) find("detail").textContent = text;
  }
}
