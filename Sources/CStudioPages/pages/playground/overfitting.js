// Three networks that learn the same points: capacity against regularization.
import { startExperiment } from "/playground.js";
import { bytes, color, diverging, drawBytes, drawCurves, fit, floats, scaleTable, short } from "/drawing.js";
import { percent } from "/histogram.js";

const find = (id) => document.getElementById(id);
let frame = null;

const views = Array.from({ length: 3 }, () => {
  const figure = find("network").content.cloneNode(true).firstElementChild;
  find("networks").append(figure);
  const part = (selector) => figure.querySelector(selector);
  return { caption: part("figcaption"), map: part(".map"), points: part(".points"), losses: part(".losses"),
    cells: [...figure.querySelectorAll("td")] };
});

const experiment = startExperiment({
  onSettings(settings) {
    for (const name of ["regularization", "capacity"]) for (const field of document.querySelectorAll(`#settings .${name}`)) {
      field.hidden = settings.comparison !== name;
    }
    for (const name of ["penalties", "capacities"]) for (const control of find(name).elements) {
      control.value = settings[name][control.dataset.index];
    }
  },
  onFrame(received) { frame = received; draw(); },
  status: (frame) => `step ${frame.step}`,
  pace: 300,
});

function draw() {
  // Pale enough that points stand out.
  const table = scaleTable((number) => diverging(number * 0.75), -1, 1);
  const training = floats(frame.points), validation = floats(frame.validationPoints);
  frame.panels.forEach((panel, index) => {
    const view = views[index], name = nameOf(panel);
    view.caption.textContent = name;
    drawBytes(view.map, bytes(panel.map), frame.side, table);
    drawPoints(view.points, training, find("validation").checked ? validation : null, panel);
    const figures = [percent(panel.training.accuracy), percent(panel.validation.accuracy), short(panel.training.loss), short(panel.validation.loss)];
    figures.forEach((figure, place) => { view.cells[place].textContent = figure; });
    drawCurves(view.losses, [
      { x: panel.losses.steps, y: floats(panel.losses.values[0]), color: color("--training") },
      { x: panel.losses.steps, y: floats(panel.losses.values[1]), color: color("--validation"), dash: [5, 4] },
    ], { xLabel: "step" });
    view.points.setAttribute("aria-label",
      `${name}: accuracy ${figures[0]} on the training set, ${figures[1]} on the validation set`);
    view.losses.setAttribute("aria-label", `${name}: training loss ${figures[2]}, validation loss ${figures[3]}`);
  });
  find("verdict").textContent = verdict(frame);
}

function nameOf({ hidden, penalty }) {
  return experiment.settings.comparison === "capacity" ? `${hidden} hidden units` : `λ = ${penalty}`;
}

/** Points of the two classes as dots and squares; those of the validation set small. */
function drawPoints(canvas, training, validation) {
  const { context, width, height } = fit(canvas), { reach } = frame;
  const draw = (points, size, edge) => {
    for (let index = 0; index < points.length; index += 3) {
      const x = ((points[index] / reach + 1) / 2) * width, y = ((1 - points[index + 1] / reach) / 2) * height;
      const isSecond = points[index + 2] > 0.5;
      context.fillStyle = color(isSecond ? "--second" : "--first");
      context.beginPath();
      if (isSecond) context.rect(x - size, y - size, 2 * size, 2 * size); else context.arc(x, y, size * 1.1, 0, 7);
      context.fill();
      if (edge) { context.strokeStyle = color("--text"); context.lineWidth = 1; context.stroke(); }
    }
  };
  if (validation) draw(validation, 1.8, false);
  draw(training, 3.5, true);
}

function verdict({ panels, step }) {
  if (step < 100) return "Press Play: all three train on the same points.";
  const gaps = panels.map((panel) => panel.training.accuracy - panel.validation.accuracy);
  const best = panels.reduce((best, panel) => (panel.validation.loss < best.validation.loss ? panel : best));
  const widest = gaps.indexOf(Math.max(...gaps));
  const parts = [];
  if (gaps[widest] > 0.06) parts.push(`${nameOf(panels[widest])} overfits most: ${percent(gaps[widest])} better on the training set than on the validation set.`);
  else parts.push("Nothing overfits much.");
  const worst = panels.find((panel) => panel.training.accuracy < 0.75);
  if (worst) parts.push(`${nameOf(worst)} underfits: it is wrong even on the training set.`);
  parts.push(`The lowest validation loss has ${nameOf(best)}.`);
  return parts.join(" ");
}

for (const name of ["penalties", "capacities"]) for (const control of find(name).elements) {
  control.addEventListener("change", () => {
    const values = [...experiment.settings[name]];
    values[control.dataset.index] = Number(control.value);
    experiment.set({ [name]: values });
  });
}
find("validation").onchange = () => frame && draw();
addEventListener("resize", () => frame && draw());
