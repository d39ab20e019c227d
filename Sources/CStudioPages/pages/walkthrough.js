"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const element = id => document.getElementById(id);
const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" };
const html = text => String(text).replace(/[&<>"]/g, c => escapes[c]);
const value = text => `<span class="value">${html(text)}</span>`;
const gradient = text => `<span class="gradient">${html(text)}</span>`;
const infix = new Set(["+", "−", "×", "÷", "@"]);

// Where one is: the opened views with the step in each, the step of the training, and what is pinned.
const opened = [{ view: 0, step: 0 }];
const pins = [];
let frame = 0;
const here = () => opened[opened.length - 1];
const view = () => data.views[here().view];
const isActive = gate => gate.kind === "operation" || gate.kind === "module";

// The steps of a view: its inputs, its gates forward, the beginning of the way back, its gates backward, the updates.
function stepsOf(view) {
    if (view.steps) return view.steps;
    const gates = view.gates.map((gate, number) => number).filter(number => isActive(view.gates[number]));
    const returning = gates.filter(number => view.gates[number].outputs.some(wire => view.wires[wire].gradients));
    view.steps = [{ phase: "inputs" }, ...gates.map(gate => ({ phase: "forward", gate }))];
    if (returning.length) view.steps.push({ phase: "turn" });
    view.steps.push(...returning.reverse().map(gate => ({ phase: "backward", gate })));
    const inside = data.updates.map((update, number) => number)
        .filter(number => view.path === "" || data.updates[number].name.startsWith(view.path + "."));
    view.steps.push(...inside.map(update => ({ phase: "update", update })));
    return view.steps;
}

// Which gates have been passed forward and backward when a step has been made.
function passed(view, step) {
    const forward = new Set(), backward = new Set();
    let isBack = false;
    for (const { phase, gate } of stepsOf(view).slice(0, step + 1)) {
        if (phase === "forward") forward.add(gate);
        if (phase === "backward") backward.add(gate);
        if (phase === "turn" || phase === "update") isBack = true;
    }
    return { forward, backward, isBack };
}

const isKnown = (view, wire, done) => !isActive(view.gates[wire.source]) || done.forward.has(wire.source);
const isReturned = (view, wire, done) => done.isBack && wire.targets.every(
    gate => done.backward.has(gate) || !isActive(view.gates[gate]) || !view.gates[gate].outputs.some(w => view.wires[w].gradients));

function wireText(wire) {
    const shape = wire.shape ? ` <span class="faint">${html(wire.shape)}</span>` : "";
    return `<b>${html(wire.name)}</b>${shape}`;
}

function forwardText(view, gate) {
    const inputs = gate.inputs.map(input => view.wires[input.wire]);
    const outputs = gate.outputs.map(wire => view.wires[wire]);
    const isScalar = [...inputs, ...outputs].every(wire => !wire.shape) && outputs.length === 1;
    if (gate.kind === "operation" && isScalar) {
        const names = inputs.map(wire => html(wire.isNumber || wire.name !== view.gates[wire.source].title
            || !isActive(view.gates[wire.source]) ? wire.name : wire.values[frame]));
        const numbers = inputs.map(wire => value(wire.values[frame]));
        const apply = parts => infix.has(gate.title) && parts.length === 2
            ? parts.join(` ${html(gate.title)} `)
            : gate.title.startsWith("^") ? `${parts[0]}<sup>${html(gate.title.slice(1) || parts[1])}</sup>`
            : `${html(gate.title)}(${parts.join(", ")})`;
        const symbolic = names.some((name, index) => name !== inputs[index].values[frame]) ? `${apply(names)} = ` : "";
        return `<p>${symbolic}${apply(numbers)} = ${value(outputs[0].values[frame])}</p>`;
    }
    const rows = (title, wires) => wires.map((wire, index) =>
        `<tr><td class="faint">${index ? "" : title}</td><td>${wireText(wire)}</td><td>${value(wire.values[frame])}</td></tr>`).join("");
    return `<table>${rows("from", inputs)}${rows("to", outputs)}</table>`;
}

function backwardText(view, gate) {
    const upstream = gate.outputs.map(wire => view.wires[wire]).filter(wire => wire.gradients);
    const up = upstream.map(wire => gradient(wire.gradients[frame])).join(", ");
    let text = "";
    if (gate.kind === "operation") {
        const rows = gate.inputs.filter(input => !view.wires[input.wire].isNumber).map(input => {
            const down = input.contribution ? gradient(input.contribution[frame]) : "nothing flows";
            return `<tr><td>${wireText(view.wires[input.wire])}</td><td>${html(input.local[frame])}</td>`
                + `<td>× ${up}</td><td>= ${down}</td></tr>`;
        }).join("");
        text = `<table><tr><th>input</th><th>local gradient</th><th>× upstream</th><th>= downstream</th></tr>${rows}</table>`
            + `<p class="pattern">${html(gate.pattern)}</p>`;
    } else {
        const rows = gate.inputs.map(input => view.wires[input.wire]).map(wire =>
            `<tr><td>${wireText(wire)}</td><td>${wire.gradients ? gradient(wire.gradients[frame]) : "none"}</td></tr>`).join("");
        text = `<table><tr><th>upstream gradient</th><td>${up}</td></tr>${rows}</table>`;
    }
    return text + parameterText(gate) + branchText(view, gate);
}

function parameterText(gate) {
    if (!gate.parameters.length) return "";
    const rows = gate.parameters.map(parameter => `<tr><td>${html(parameter.name)} <span class="faint">${html(parameter.shape)}</span></td>`
        + `<td>${value(parameter.values[frame])}</td><td>${gradient(parameter.gradients[frame])}</td></tr>`).join("");
    return `<table><tr><th>parameter</th><th>value</th><th>gradient</th></tr>${rows}</table>`;
}

// What comes back to a wire from the gate at one of its ends.
function contribution(view, index, place) {
    const { targets } = view.wires[index];
    const uses = view.gates[targets[place]].inputs.filter(input => input.wire === index);
    const use = uses[targets.slice(0, place).filter(target => target === targets[place]).length];
    return use && use.contribution ? use.contribution[frame] : null;
}

// Of values that several gates use, once the last of them has been passed.
function branchText(view, gate) {
    const done = passed(view, here().step);
    const number = view.gates.indexOf(gate);
    return [...new Set(gate.inputs.map(input => input.wire))].map(index => {
        const wire = view.wires[index];
        if (wire.targets.length < 2 || !wire.gradients || !isReturned(view, wire, done)) return "";
        const parts = wire.targets.map((target, place) => contribution(view, index, place));
        const sum = parts.every(part => part) ? parts.map(gradient).join(" + ") : "what comes back from all";
        return `<p class="pattern">branches add: <b>${html(wire.name)}</b> is used ${wire.targets.length} times, so its gradient is `
            + `${sum} = ${gradient(wire.gradients[frame])}</p>`;
    }).join("");
}

function stepText(view, step) {
    const gate = view.gates[step.gate];
    const open = gate && gate.view !== null && gate.view !== undefined
        ? `<p><button data-open="${gate.view}">open ${html(gate.title)}</button></p>` : "";
    const title = gate ? `<b>${html(gate.title)}</b> <span class="faint">${html(gate.details.join(", "))}</span>` : "";
    switch (step.phase) {
    case "inputs": return `<p class="phase">inputs</p><p>The values from which everything is computed.</p>`;
    case "forward": return `<p class="phase">forward</p><p>${title}</p>${forwardText(view, gate)}${open}`;
    case "turn": {
        const ends = view.wires.filter(wire => wire.gradients && isActive(view.gates[wire.source])
            && !wire.targets.some(target => isActive(view.gates[target])));
        const text = ends.map(wire => `<p>${wireText(wire)}: ${gradient(wire.gradients[frame])}</p>`).join("");
        return `<p class="phase">backward</p><p>${view.path === ""
            ? "The way back begins with the gradient of the result with respect to itself, 1."
            : "The gradient that arrives from what uses this module:"}</p>${text}`;
    }
    case "backward": return `<p class="phase">backward</p><p>${title}</p>${backwardText(view, gate)}${open}`;
    default: {
        const update = data.updates[step.update];
        return `<p class="phase">update</p><p><b>${html(update.name)}</b> <span class="faint">${html(update.shape)}</span></p>`
            + `<p>${html(update.rules[frame])}</p><table><tr><td>before</td><td>${value(update.before[frame])}</td></tr>`
            + `<tr><td>gradient</td><td>${gradient(update.gradient[frame])}</td></tr>`
            + `<tr><td>after</td><td>${value(update.after[frame])}</td></tr></table>`;
    }
    }
}

function showDrawing() {
    const shown = view(), step = stepsOf(shown)[here().step], done = passed(shown, here().step);
    document.querySelectorAll("section").forEach(section => { section.hidden = Number(section.dataset.view) !== here().view; });
    fitDrawing(document.querySelector(`section[data-view="${here().view}"] svg`));
    const current = new Set(step.gate === undefined ? [] : [step.gate]);
    shown.gates.forEach((gate, number) => {
        const group = element(`${shown.prefix}g${number}`);
        const isUpdated = step.phase === "update" && gate.variable === data.updates[step.update].name;
        const holds = step.phase === "update" && gate.kind === "module" && data.updates[step.update].name.startsWith(gate.title + ".");
        if (!group) return;
        group.classList.toggle("current", current.has(number) || isUpdated || holds);
        group.classList.toggle("hides-gradient", gate.kind === "module" && !done.backward.has(number));
        if (data.frames.length < 2) return;
        gate.parameters.forEach((parameter, place) => {
            writeText(group, "#1a7f37", parameter.values[frame], place);
            writeText(group, "#cf222e", parameter.gradients[frame], place);
        });
    });
    shown.wires.forEach((wire, number) => {
        const group = element(`${shown.prefix}w${number}`);
        const hidesValue = !isKnown(shown, wire, done), hidesGradient = !isReturned(shown, wire, done);
        const edges = [...document.querySelectorAll(`.${shown.prefix}w${number}`)];
        edges.forEach(edge => edge.classList.toggle("hides-gradient", hidesGradient));
        if (data.frames.length > 1) wire.targets.forEach((target, place) => {
            // The first edge leads from the gate to the wire.
            const edge = edges[place + edges.length - wire.targets.length], text = contribution(shown, number, place);
            if (edge && text) writeText(edge, "#cf222e", text);
        });
        if (!group) return;
        group.classList.toggle("hides-value", hidesValue);
        group.classList.toggle("hides-gradient", hidesGradient);
        group.classList.toggle("pinned", pins.some(pin => pin.view === here().view && pin.wire === number));
        showFrame(wire, group);
    });
    const group = step.gate === undefined ? null : element(`${shown.prefix}g${step.gate}`);
    if (group) group.scrollIntoView({ block: "center", inline: "nearest" });
}

// Small drawings are enlarged to be seen from the last row.
function fitDrawing(svg) {
    const { width, height } = svg.viewBox.baseVal, board = element("board");
    const room = Math.min(0.9 * board.clientWidth / width, 0.9 * board.clientHeight / height);
    svg.style.width = `${width * Math.max(4 / 3, Math.min(2.4, room))}px`;
}

function writeText(group, color, text, place = 0) {
    const node = group.querySelectorAll(`text[fill="${color}"]`)[place];
    if (node) node.textContent = text;
}

function showFrame(wire, group) {
    const images = [...group.querySelectorAll("image")];
    const [valuePicture, gradientPicture] = [wire.hasPictures[0] ? images.shift() : null, images.shift()];
    if (valuePicture) valuePicture.classList.add("value-picture");
    if (gradientPicture) gradientPicture.classList.add("gradient-picture");
    if (data.frames.length < 2) return;
    writeText(group, "#1a7f37", wire.values[frame]);
    if (wire.gradients) writeText(group, "#cf222e", wire.gradients[frame]);
    const show = (image, pictures) => { if (image && pictures) image.setAttribute("href", pictures[frame]); };
    show(valuePicture, wire.valuePictures);
    show(gradientPicture, wire.gradientPictures);
}

function showPins() {
    element("pins-title").hidden = !pins.length;
    element("pins").innerHTML = pins.map((pin, number) => {
        const wire = data.views[pin.view].wires[pin.wire];
        const rows = data.frames.map((label, index) => `<tr${index === frame ? ' aria-current="true"' : ""}><td>${html(label || "now")}</td>`
            + `<td>${value(wire.values[index])}</td><td>${wire.gradients ? gradient(wire.gradients[index]) : "–"}</td></tr>`).join("");
        const path = data.views[pin.view].name;
        return `<p>${path ? `<span class="faint">${html(path)}: </span>` : ""}${wireText(wire)} `
            + `<button data-unpin="${number}" aria-label="Unpin ${html(wire.name)}">unpin</button></p>`
            + curve(wire.values, "value") + (wire.gradients ? curve(wire.gradients, "gradient") : "")
            + `<table><tr><th>step</th><th>value</th><th>gradient</th></tr>${rows}</table>`;
    }).join("");
}

// A number over the steps of the training as a line; what the elements of a tensor are between, as a band.
function curve(texts, kind) {
    const spans = texts.map(text => text.split("…").map(Number)), all = spans.flat();
    if (spans.length < 2 || !all.every(Number.isFinite)) return "";
    const lowest = Math.min(...all), highest = Math.max(...all);
    const x = index => 2 + 196 * index / (spans.length - 1);
    const y = number => 38 - 36 * (number - lowest) / (highest - lowest || 1);
    const edge = place => spans.map((span, index) => `${x(index).toFixed(1)} ${y(span.at(place)).toFixed(1)}`);
    return `<svg class="curve ${kind}" viewBox="0 0 200 40" preserveAspectRatio="none" role="img" `
        + `aria-label="${kind} over the steps, between ${lowest} and ${highest}">`
        + `<line x1="${x(frame)}" x2="${x(frame)}" y1="0" y2="40"/><path d="M${[...edge(0), ...edge(-1).reverse()].join("L")}Z"/></svg>`;
}

function show() {
    const steps = stepsOf(view()), step = here().step;
    showDrawing();
    element("step").innerHTML = `<p class="faint">${step + 1} of ${steps.length}</p>${stepText(view(), steps[step])}`;
    element("place").innerHTML = `<div style="width:${100 * (step + 1) / steps.length}%"></div>`;
    for (const id of ["first", "back"]) element(id).disabled = step === 0;
    for (const id of ["next", "last"]) element(id).disabled = step === steps.length - 1;
    element("path").innerHTML = opened.length < 2 ? "" : opened.map((place, level) =>
        `<button data-level="${level}">${html(data.views[place.view].name || data.title)}</button>`).join(" › ");
    showPins();
}

function walk(step) {
    here().step = Math.max(0, Math.min(stepsOf(view()).length - 1, step));
    show();
}

// A module opens in the phase in which one is.
function open(number) {
    const phase = stepsOf(view())[here().step].phase;
    const steps = stepsOf(data.views[number]);
    const isBack = phase === "backward" || phase === "turn" || phase === "update";
    opened.push({ view: number, step: isBack ? Math.max(0, steps.findIndex(step => step.phase === "turn")) : 0 });
    show();
}

function close(level) {
    opened.length = Math.max(1, level);
    show();
}

function choose(group) {
    const match = /^v\d+([gw])(\d+)$/.exec(group.id);
    if (!match) return;
    const number = Number(match[2]);
    if (match[1] === "g") {
        const gate = view().gates[number];
        if (gate.view !== null && gate.view !== undefined) return open(gate.view);
        const step = stepsOf(view()).findIndex(step => step.gate === number
            && (step.phase === "backward") === (stepsOf(view())[here().step].phase === "backward"));
        return step >= 0 ? walk(step) : undefined;
    }
    const place = pins.findIndex(pin => pin.view === here().view && pin.wire === number);
    if (place >= 0) pins.splice(place, 1); else pins.push({ view: here().view, wire: number });
    show();
}

document.querySelectorAll("section svg").forEach(svg => svg.setAttribute("role", "group"));
document.querySelectorAll("section g.node").forEach(group => {
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    const name = group.querySelector("title");
    if (name) group.setAttribute("aria-label", name.textContent);
});
element("board").addEventListener("click", event => {
    const group = event.target.closest("g.node");
    if (group) choose(group);
});
document.addEventListener("click", event => {
    const { open: number, unpin, level } = event.target.dataset ?? {};
    if (number !== undefined) open(Number(number));
    if (unpin !== undefined) { pins.splice(Number(unpin), 1); show(); }
    if (level !== undefined) close(Number(level) + 1);
});
element("first").onclick = () => walk(0);
element("back").onclick = () => walk(here().step - 1);
element("next").onclick = () => walk(here().step + 1);
element("last").onclick = () => walk(Infinity);
document.addEventListener("keydown", event => {
    if (event.target.tagName === "SELECT" || event.ctrlKey || event.metaKey || event.altKey) return;
    const group = event.target.closest ? event.target.closest("g.node") : null;
    const gate = view().gates[stepsOf(view())[here().step].gate];
    const keys = {
        ArrowRight: () => walk(here().step + 1), ArrowLeft: () => walk(here().step - 1), Home: () => walk(0),
        End: () => walk(Infinity), Escape: () => close(opened.length - 1),
        Enter: () => group ? choose(group) : gate && gate.view !== null && gate.view !== undefined ? open(gate.view) : undefined,
    };
    const action = keys[event.key];
    if (!action || event.key === "Enter" && event.target.tagName === "BUTTON") return;
    event.preventDefault();
    action();
});
if (data.frames.length > 1) {
    element("frame-choice").hidden = false;
    element("frame").innerHTML = data.frames.map((label, index) => `<option value="${index}">${html(label)}</option>`).join("");
    element("frame").onchange = event => { frame = Number(event.target.value); show(); };
}
show();
