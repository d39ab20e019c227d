// Ten layers at the start of a training: histograms of activations and gradients for the chosen initial weights.
import { startExperiment } from "/playground.js";
import { color, drawCurves, short } from "/drawing.js";
import { drawHistogram, percent } from "/histogram.js";

const find = (id) => document.getElementById(id);
const depth = 10;

/** A row of figures, one for each layer. */
function figures(container) {
  return Array.from({ length: depth }, (_, index) => {
    const figure = document.createElement("figure"), canvas = document.createElement("canvas");
    const caption = document.createElement("figcaption");
    canvas.setAttribute("aria-hidden", "true");
    figure.append(canvas, caption);
    container.append(figure);
    return { canvas, caption, number: index + 1 };
  });
}
const activations = figures(find("activations")), gradients = figures(find("gradients"));
const rows = Array.from({ length: depth }, (_, index) => {
  const row = find("rows").insertRow();
  const head = document.createElement("th");
  head.scope = "row"; head.textContent = index + 1;
  row.append(head);
  return Array.from({ length: 3 }, () => { const cell = row.insertCell(); cell.className = "number"; return cell; });
});

const experiment = startExperiment({
  onSettings(settings) { find("deviation-field").hidden = settings.rule !== "fixed"; },
  onFrame: draw,
  status: ({ layers }) => `${layers.length} layers, before their first step of training`,
});

function draw({ layers, input, weightDeviation }) {
  const sameAxis = experiment.settings.sameAxis;
  drawRow(activations, layers.map((layer) => layer.activations), color("--value"), sameAxis);
  drawRow(gradients, layers.map((layer) => layer.gradients), color("--gradient"), sameAxis);
  layers.forEach((layer, index) => {
    rows[index][0].textContent = short(layer.activations.deviation);
    rows[index][1].textContent = short(layer.gradients.deviation);
    rows[index][2].textContent = percent(layer.flatShare);
  });
  const x = layers.map((_, index) => index + 1);
  const positive = (value) => (Number(value) > 0 ? Number(value) : NaN);
  drawCurves(find("deviations"), [
    { x: [0, ...x], y: [input, ...layers.map((layer) => layer.activations)].map((one) => positive(one.deviation)),
      color: color("--value"), width: 3 },
    { x, y: layers.map((layer) => positive(layer.gradients.deviation)), color: color("--gradient"), dash: [7, 5], width: 2.5 },
  ], { log: true, xLabel: "layer" });
  const text = verdict(layers, weightDeviation);
  find("verdict").textContent = text;
  for (const [id, name] of [["activations", "activations"], ["gradients", "gradients"]]) {
    const list = layers.map((layer) => short(layer[name].deviation)).join(", ");
    find(id).setAttribute("aria-label", `Histograms of the ${name} of ten layers; standard deviations ${list}`);
  }
  find("deviations").setAttribute("aria-label", `Standard deviations by layer. ${text}`);
}

function drawRow(figures, summaries, tint, sameAxis) {
  const reach = Math.max(...summaries.map((one) => Math.max(Math.abs(one.histogram.low), Math.abs(one.histogram.high))).filter(Number.isFinite), 1e-30);
  summaries.forEach((summary, index) => {
    const { canvas, caption, number } = figures[index];
    drawHistogram(canvas, summary.histogram, { color: tint, labels: !sameAxis, range: sameAxis ? [-reach, reach] : undefined });
    caption.textContent = summary.histogram.notFinite ? `${number}: not finite` : `${number}: σ ${short(summary.deviation)}`;
  });
}

function verdict(layers, weightDeviation) {
  const first = layers[0], last = layers[layers.length - 1];
  const forward = last.activations.deviation / first.activations.deviation;
  const back = first.gradients.deviation / last.gradients.deviation;
  const flat = Math.max(...layers.map((layer) => layer.flatShare));
  const parts = [`Weights with σ = ${short(weightDeviation)}.`];
  if (forward < 0.1) parts.push(`The signal fades to ${short(forward)} of its size.`);
  else if (forward > 10) parts.push(`The signal explodes to ${short(forward)} times its size.`);
  else parts.push("The signal keeps its size.");
  if (flat > 0.6) parts.push(`Up to ${percent(flat)} of a layer's units pass next to no gradient.`);
  if (back < 0.1) parts.push(`Gradients vanish: at the first layer ${short(back)} of those at the last.`);
  else if (back > 10) parts.push(`Gradients explode: at the first layer ${short(back)} times those at the last.`);
  else parts.push("Gradients arrive.");
  return parts.join(" ");
}

for (const button of document.querySelectorAll(".examples button")) {
  button.onclick = () => experiment.set(JSON.parse(button.dataset.settings));
}
