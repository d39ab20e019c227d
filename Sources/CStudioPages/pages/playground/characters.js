// A recurrent network writes, and what its memory cells hold colors the text.
import { startExperiment } from "/playground.js";
import { bytes, color, diverging, drawBytes, drawCurves, floats, scaleTable, short } from "/drawing.js";

const find = (id) => document.getElementById(id);
let frame = null, cells = null;

const experiment = startExperiment({
  onSettings() { if (frame) draw(); },
  onFrame(received) {
    frame = received;
    cells = bytes(frame.cells);
    document.body.classList.toggle("trained", frame.step === undefined);
    for (const id of ["play", "step", "reset", "pace-label"]) find(id).hidden = frame.step === undefined;
    draw();
  },
  status: (frame) => (frame.step === undefined ? "The network is trained." : frame.step === 0 ? "not trained yet: press Play" : `step ${frame.step}, loss ${short(frame.loss)} nats per character`),
});

const count = () => frame.layerCount * frame.cellCount;
/** The chosen cell among those of all layers, as far as there is one. */
function chosen() {
  const { layer, cell } = experiment.settings;
  return Math.min(count() - 1, (Math.min(layer, frame.layerCount) - 1) * frame.cellCount + Math.min(cell, frame.cellCount - 1));
}
const choose = (place) => experiment.set({ layer: Math.floor(place / frame.cellCount) + 1, cell: place % frame.cellCount });

function draw() {
  find("note").textContent = frame.note;
  find("layer-field").hidden = frame.layerCount < 2;
  find("layer").max = frame.layerCount;
  find("cell").max = Math.max(0, frame.cellCount - 1);
  drawText();
  drawCells();
  drawFinds();
  find("training").hidden = frame.step === undefined;
  if (frame.step === undefined || !frame.losses.steps.length) return;
  drawCurves(find("losses"), [{ x: frame.losses.steps, y: floats(frame.losses.values[0]), color: color("--training") }],
    { xLabel: "step" });
  find("losses").setAttribute("aria-label", `Training loss ${short(frame.loss)} after ${frame.step} steps`);
}

// A quarter of the way to the ground, so that letters stay readable.
const tints = () => scaleTable((number) => diverging(number * 0.7), -1, 1).map((parts) => `rgb(${parts.join(",")})`);

function drawText() {
  const place = chosen(), colors = tints(), total = count(), primeLength = [...experiment.settings.prime].length;
  const parts = document.createDocumentFragment();
  // Neighbors of one color share an element.
  let last = null;
  frame.characters.forEach((character, index) => {
    const tint = total ? colors[cells[index * total + place] & 0xf8] : "transparent", isPrime = index < primeLength;
    if (!last || last.tint !== tint || last.isPrime !== isPrime || character === "\n") {
      const span = document.createElement("span");
      span.style.background = tint;
      if (isPrime) span.className = "prime";
      parts.append(span);
      last = { span, tint, isPrime };
    }
    last.span.textContent += character === "\n" ? "⏎\n" : character;
    if (character === "\n") last = null;
  });
  find("text").replaceChildren(parts);
  find("cell-name").textContent = total
    ? `−1 to 1 in ${frame.layerCount > 1 ? `layer ${Math.floor(place / frame.cellCount) + 1}, ` : ""}cell ${place % frame.cellCount}`
    : "This network has no memory cells.";
}

function drawCells() {
  const total = count(), columns = frame.characters.length, canvas = find("cells");
  if (!total) return;
  const picture = new Uint8Array(total * columns);
  for (let row = 0; row < total; row++) for (let column = 0; column < columns; column++) {
    picture[row * columns + column] = cells[column * total + row];
  }
  drawBytes(canvas, picture, columns, scaleTable(diverging, -1, 1));
  const context = canvas.getContext("2d");
  context.strokeStyle = color("--text");
  context.lineWidth = 1;
  context.strokeRect(-1, chosen() - 0.5, columns + 2, 2);
}

function drawFinds() {
  find("finds").replaceChildren(...frame.finds.map((one) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${one.property}: cell ${one.cell}${frame.layerCount > 1 ? ` of layer ${one.layer}` : ""} (correlation ${one.correlation.toFixed(2).replace("-", "−")})`;
    button.onclick = () => experiment.set({ layer: one.layer, cell: one.cell });
    return button;
  }));
}

find("cells").addEventListener("click", (event) => {
  if (!frame || !count()) return;
  const box = find("cells").getBoundingClientRect();
  choose(Math.max(0, Math.min(count() - 1, Math.floor(((event.clientY - box.top) / box.height) * count()))));
});
find("cells").addEventListener("keydown", (event) => {
  const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!move || !frame || !count()) return;
  event.preventDefault();
  choose((chosen() + move + count()) % count());
});

// ---- A text of one's own

const mostCharacters = 300000;

async function read(file) {
  if (!file) return;
  // A request holds no more than a megabyte.
  const text = (await file.text()).slice(0, mostCharacters);
  // The beginning of the text is one that the network knows.
  await experiment.command({ read: { text } });
  await experiment.set({ prime: [...text.split("\n", 1)[0]].slice(0, 12).join("") });
  experiment.play();
}
find("open").onclick = () => find("text-file").click();
find("text-file").onchange = () => { read(find("text-file").files[0]); find("text-file").value = ""; };
addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dropping"); });
addEventListener("dragleave", () => document.body.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  read(event.dataTransfer.files[0]);
});
addEventListener("resize", () => frame && draw());
