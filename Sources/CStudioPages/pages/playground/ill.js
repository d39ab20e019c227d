// Ill networks: the curves and layers of a training, a diagnosis by the learner, then that of the Doctor.
import { startExperiment } from "/playground.js";
import { color, drawCurves, fit, floats, short } from "/drawing.js";

const find = (id) => document.getElementById(id);
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
let frame = null;

const experiment = startExperiment({
  pace: 100,
  onFrame(next) { frame = next; draw(); },
  onSettings(settings) {
    find("answer").hidden = true;
    find("treatment").hidden = !settings.treated;
    fillExercises(10, settings);
  },
  status: (frame) => `Step ${frame.step} · epoch ${frame.epoch} of ${frame.epochs}${frame.isOver ? " · the training is over" : ""}`,
});

function fillExercises(count, settings) {
  const select = find("exercise");
  if (select.options.length !== count) {
    select.replaceChildren(...Array.from({ length: count }, (_, index) => make("option", { value: index + 1, textContent: `Patient ${index + 1}` })));
  }
  select.value = settings.exercise;
}
// A new patient comes untreated.
find("exercise").addEventListener("change", () => experiment.set({ exercise: Number(find("exercise").value), treated: false }));

function draw() {
  fillDiagnoses();
  const { steps, values } = frame.epochCurves, [training, validation, trainingAccuracy, validationAccuracy] = values.map(floats);
  const curves = (one, other) => [
    { x: steps, y: one, color: color("--training") }, { x: steps, y: other, color: color("--validation"), dash: [5, 4] }];
  drawCurves(find("epochs"), curves(training, validation), { xRange: [1, Math.max(2, frame.epoch)], xLabel: "epochs" });
  drawCurves(find("accuracy"), curves(trainingAccuracy, validationAccuracy), { xRange: [1, Math.max(2, frame.epoch)], yRange: [0, 1], xLabel: "epochs" });
  drawCurves(find("steps"), [{ x: frame.loss.steps, y: floats(frame.loss.values[0]), color: color("--training"), width: 1 }], { xLabel: "steps" });
  drawLayers();
  showAnswer();
}

function fillDiagnoses() {
  if (find("diagnoses").childElementCount) return;
  find("diagnoses").replaceChildren(...frame.diagnoses.map(({ name, title }) =>
    make("label", {}, make("input", { type: "radio", name: "diagnosis", value: name, required: true }), title)));
}
find("diagnosis").addEventListener("submit", (event) => {
  event.preventDefault();
  const choice = document.querySelector('[name="diagnosis"]:checked');
  if (choice) experiment.command({ diagnosis: choice.value });
});

function drawLayers() {
  const body = find("layers").tBodies[0];
  if (body.rows.length !== frame.layers.length) {
    body.replaceChildren(...frame.layers.map((layer) => make("tr", {}, make("th", { scope: "row", textContent: layer.name }),
      make("td", {}, ...(layer.histogram ? [make("canvas", { className: "histogram", role: "img" }), make("div", { className: "range" }, make("span"), make("span"))] : ["–"])),
      make("td", { className: "number" }), make("td", { className: "number" }))));
  }
  frame.layers.forEach((layer, index) => {
    const cells = body.rows[index].cells;
    cells[2].textContent = layer.figures ? short(layer.figures.gradient) : "–";
    cells[3].textContent = layer.figures?.updateRatio == null ? "–" : short(layer.figures.updateRatio);
    if (layer.histogram) drawHistogram(cells[1], layer.histogram);
  });
}

function drawHistogram(cell, { low, high, counts, notFinite }) {
  const canvas = cell.querySelector("canvas"), { context, width, height } = fit(canvas), largest = Math.max(1, ...counts);
  context.fillStyle = color("--first");
  counts.forEach((count, index) => {
    if (count === 0) return;
    const size = Math.max(1, (count / largest) * (height - 2));
    context.fillRect((index / counts.length) * width, height - size, width / counts.length - 1, size);
  });
  const [from, to] = cell.querySelectorAll("span");
  from.textContent = short(low);
  to.textContent = short(high);
  canvas.setAttribute("aria-label", `from ${short(low)} to ${short(high)}${notFinite ? `, ${notFinite} not finite` : ""}`);
}

function showAnswer() {
  const box = find("answer"), answer = frame.answer;
  box.hidden = !answer;
  const key = JSON.stringify([answer, frame.treated]);
  if (!answer || box.dataset.key === key) return;
  box.dataset.key = key;
  box.className = answer.isRight ? "right" : "wrong";
  const verdict = answer.isRight ? `Right: ${answer.title}` : `Your diagnosis: ${answer.given}. In truth: ${answer.title}`;
  const findings = answer.findings.length === 0 ? [make("p", { textContent: "The Doctor has found nothing." })] : [make("dl", {},
    ...answer.findings.flatMap((finding) => [
      make("dt", { textContent: `${finding.severity}: ${finding.kind.replaceAll("-", " ")}` }),
      make("dd", { textContent: `${finding.evidence}; ${finding.advice}.` })]))];
  const treats = !frame.treated && answer.cure !== "no treatment";
  const treat = make("button", { type: "button", id: "treat", textContent: `Treat it: ${answer.cure}` });
  treat.onclick = () => experiment.set({ treated: true }).then(() => experiment.play());
  box.replaceChildren(make("h3", { textContent: frame.treated ? `Treated: ${answer.cure}` : verdict }),
    ...(frame.treated ? [] : [make("p", { textContent: answer.explanation })]), make("h3", { textContent: "The Doctor" }), ...findings, ...(treats ? [treat] : []));
}

addEventListener("resize", () => { if (frame) draw(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (frame) draw(); });
