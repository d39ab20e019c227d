// What all pages of the playground share: the session with the program, the state in the address, and the toolbar.
// Helpers for pictures are in drawing.js.
//
//   import { startExperiment } from "/playground.js";
//   const experiment = startExperiment({
//     onFrame(frame) { … },          // draw: at most once per screen refresh, always the latest
//     onSettings(settings) { … },    // optional: settings have changed, by a control, a link or a file
//     status(frame) { return "…" },  // optional: the line below the toolbar
//     pace: 300,                     // optional: steps per second at first; by default as many as possible
//   });
//   experiment.settings              // the settings now
//   experiment.set({ noise: 0.2 })   // changes some: address, controls and program follow
//   experiment.command({ … })        // what else the experiment can do, as its Command in Swift
//   experiment.play(); experiment.pause(); experiment.step(); experiment.reset();
//
// Every control within <form id="settings"> whose name is that of a setting is bound to it. An <output> within the label of a
// range shows its value; data-scale="log" makes it a power of ten, and data-live acts while the control is being moved.

const page = JSON.parse(document.getElementById("page").textContent);
const find = (id) => document.getElementById(id);

export function startExperiment({ onFrame, onSettings = () => {}, status = () => "", pace = "" }) {
  let settings = settingsFromAddress(), session = null, stream = null, latest = null, isPlaying = false, asked = false;
  let turn = Promise.resolve();

  function show(frame) {
    latest = frame;
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      onFrame(latest);
      const text = status(latest);
      if (text) find("status").textContent = text;
    });
  }

  function showProblem(text) {
    find("problem").hidden = !text;
    find("problem").textContent = text ?? "";
  }

  function showState(state) {
    isPlaying = state.isPlaying;
    find("play").setAttribute("aria-pressed", String(isPlaying));
    find("play").textContent = isPlaying ? "Pause" : "Play";
    document.body.dataset.state = isPlaying ? "playing" : state.isDone ? "done" : "paused";
  }

  async function post(path, body) {
    const answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(content.error ?? `the program answers ${answer.status}`), { status: answer.status });
    return content;
  }

  // Requests follow one another, so that what was done last counts.
  function queue(action) {
    turn = turn.then(action).catch((error) => {
      showProblem(error instanceof TypeError ? "The program does not answer. Start `chainrule playground` again." : error.message);
    });
    return turn;
  }

  async function open(plays) {
    close();
    session = (await post("/api/sessions", { page: page.slug, settings })).session;
    listen();
    if (plays) await post(`/api/sessions/${session}`, { do: "play", ...speed() });
  }

  function listen() {
    stream = new EventSource(`/api/sessions/${session}/events`);
    stream.addEventListener("frame", (event) => { showProblem(null); show(JSON.parse(event.data)); });
    stream.addEventListener("state", (event) => showState(JSON.parse(event.data)));
    stream.addEventListener("problem", (event) => showProblem(JSON.parse(event.data).error));
    // Closed for good: the program has freed the session, or was started again.
    stream.onerror = (event) => {
      if (event.target !== stream || stream.readyState !== EventSource.CLOSED) return;
      // Not at once: a stream ends, too, when its page is being left.
      setTimeout(() => {
        if (event.target !== stream) return;
        stream = session = null;
        queue(() => open(isPlaying));
      }, 500);
    };
  }

  function close() {
    stream?.close();
    stream = null;
    if (session) navigator.sendBeacon(`/api/sessions/${session}`, json({ do: "close" }));
    session = null;
  }

  const speed = () => (find("pace").value ? { pace: Number(find("pace").value) } : {});

  const request = (body) => queue(async () => {
    if (!session) return open(body.do === "play");
    try { await post(`/api/sessions/${session}`, body); } catch (error) {
      // The program has freed the session, as after a long absence.
      if (error.status === 404) { session = null; return open(isPlaying || body.do === "play"); }
      throw error;
    }
  });

  function adoptSettings(changed, isMoving) {
    settings = changed;
    // Browsers allow few changes of an address in a second, and a slider under the hand has its value.
    if (!isMoving) { writeAddress(settings); fillControls(settings); }
    onSettings(settings);
  }

  const experiment = {
    get settings() { return settings; },
    get isPlaying() { return isPlaying; },
    set(changes, { isMoving = false } = {}) {
      showProblem(null);
      adoptSettings({ ...settings, ...changes }, isMoving);
      return request({ do: "configure", settings });
    },
    command: (command) => request({ do: "command", command }),
    play: () => request({ do: "play", ...speed() }),
    pause: () => request({ do: "pause" }),
    step: () => request({ do: "step" }),
    reset: () => { showProblem(null); return request({ do: "reset" }); },
  };

  find("play").onclick = () => (isPlaying ? experiment.pause() : experiment.play());
  find("pace").value = String(pace);
  find("pace").onchange = () => { if (isPlaying) experiment.play(); };
  find("step").onclick = experiment.step;
  find("reset").onclick = experiment.reset;
  find("share").onclick = async () => {
    writeAddress(settings);
    try {
      await navigator.clipboard.writeText(location.href);
      find("status").textContent = "The link is copied.";
    } catch { find("status").textContent = "The link is in the address bar."; }
  };
  find("save").onclick = () => saveFile(`chainrule-${page.slug}.json`, JSON.stringify({ page: page.slug, settings }, null, 1));
  find("load").onclick = () => find("file").click();
  find("file").onchange = async () => {
    const [file] = find("file").files;
    find("file").value = "";
    if (file) load(await file.text(), file.name);
  };
  function load(text, name) {
    let saved;
    try { saved = JSON.parse(text); } catch { return showProblem(`${name} is no saved setting: it is not JSON.`); }
    if (saved?.page !== page.slug || typeof saved.settings !== "object") {
      return showProblem(`${name} is no saved setting of this page${saved?.page ? `, but of “${saved.page}”` : ""}.`);
    }
    experiment.set({ ...page.defaults, ...known(saved.settings) });
  }

  bindControls(experiment);
  fillControls(settings);
  onSettings(settings);
  queue(() => open(false));
  addEventListener("hashchange", () => {
    const changed = settingsFromAddress();
    if (JSON.stringify(changed) !== JSON.stringify(settings)) experiment.set(changed);
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) queue(() => open(false)); });
  // A browser has only six connections to a host: hidden tabs give theirs up, and train on.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { if (stream) queue(async () => {
      await post(`/api/sessions/${session}`, { do: "park" });
      if (document.hidden) { stream?.close(); stream = null; } }); }
    else if (session && !stream) queue(async () => listen());
  });
  return experiment;
}

// ---- The state in the address: what differs from the defaults.

function known(values) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in page.defaults));
}

function settingsFromAddress() {
  const settings = { ...page.defaults };
  for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
    if (!(name in settings)) continue;
    if (typeof settings[name] === "string") { settings[name] = text; continue; }
    // What is wrong is kept, so that the program says so.
    try { settings[name] = JSON.parse(text); } catch { settings[name] = text; }
  }
  return settings;
}

function writeAddress(settings) {
  const state = new URLSearchParams();
  for (const [name, value] of Object.entries(settings)) {
    const text = JSON.stringify(value);
    if (text !== JSON.stringify(page.defaults[name])) state.set(name, typeof value === "string" ? value : text);
  }
  history.replaceState(null, "", location.pathname + (state.size ? "#" + state : ""));
}

// ---- Controls

const controls = () => [...(find("settings")?.elements ?? [])].filter((control) => control.name in page.defaults);

function valueOf(control) {
  if (control.type === "checkbox") return control.checked;
  if (typeof page.defaults[control.name] !== "number") return control.value;
  const number = Number(control.value);
  return control.dataset.scale === "log" ? Number((10 ** number).toPrecision(3)) : number;
}

function bindControls(experiment) {
  find("settings")?.addEventListener("submit", (event) => event.preventDefault());
  for (const control of controls()) {
    // While one request is under way, only the latest value waits.
    let isSending = false, waits = false;
    const live = async () => {
      waits = true;
      if (isSending) return;
      isSending = true;
      while (waits) {
        waits = false;
        await experiment.set({ [control.name]: valueOf(control) }, { isMoving: true });
      }
      isSending = false;
    };
    control.addEventListener("change", () => {
      if (control.type === "radio" && !control.checked) return;
      experiment.set({ [control.name]: valueOf(control) });
    });
    control.addEventListener("input", () => {
      showValue(control, valueOf(control));
      if ("live" in control.dataset) live();
    });
  }
}

function fillControls(settings) {
  for (const control of controls()) {
    const value = settings[control.name];
    if (control.type === "checkbox") control.checked = value === true;
    else if (control.type === "radio") control.checked = String(value) === control.value;
    else control.value = control.dataset.scale === "log" ? Math.log10(value) : value;
    showValue(control, value);
  }
}

function showValue(control, value) {
  const output = control.closest("label")?.querySelector("output");
  if (!output) return;
  output.textContent = String(value);
  if (control.type === "range") control.setAttribute("aria-valuetext", String(value));
}

// ---- Files

const json = (value) => new Blob([JSON.stringify(value)], { type: "application/json" });

export function saveFile(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
