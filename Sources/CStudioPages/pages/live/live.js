// Brings the report of a run up to date while it is trained. Sections that have not changed stay as they are, so that readers
// keep their place, their focus and what they have opened.

const line = Object.assign(document.createElement("p"), { id: "live", textContent: "Live" });
line.setAttribute("role", "status");
document.body.append(line);

const parts = (root) => [...root.querySelectorAll("header, main > section")];
const names = (root) => parts(root).map((part) => part.id || part.localName).join();

function replace(old, changed) {
  if (old.innerHTML === changed.innerHTML) return;
  const open = [...old.querySelectorAll("details")].map((details) => details.open);
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.innerHTML = changed.innerHTML;
  [...old.querySelectorAll("details")].forEach((details, index) => { if (open[index]) details.open = true; });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

let isBusy = false, isStale = false;
async function update() {
  if (isBusy) { isStale = true; return; }
  isBusy = true;
  do {
    isStale = false;
    const answer = await fetch("/body").catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    // While a file is being written there may be nothing to show; the next change comes soon.
    if (!text) continue;
    // The page that was there before brings no style for the report.
    if ("waiting" in document.body.dataset) { location.reload(); return; }
    const next = new DOMParser().parseFromString(text, "text/html").body, place = scrollY;
    if (names(next) === names(document.body)) {
      const changed = parts(next);
      parts(document.body).forEach((part, index) => replace(part, changed[index]));
    } else {
      document.body.replaceChildren(...next.childNodes, line);
      const title = document.querySelector("h1");
      if (title) document.title = title.textContent;
    }
    scrollTo({ top: place, behavior: "instant" });
  } while (isStale);
  isBusy = false;
}

const events = new EventSource("/events");
events.addEventListener("open", () => { line.className = ""; update(); });
events.addEventListener("progress", (event) => { [line.textContent] = JSON.parse(event.data); });
events.addEventListener("report", update);
events.addEventListener("over", async (event) => {
  await update();
  [line.textContent] = JSON.parse(event.data);
  line.className = "over";
  events.close();
});
events.addEventListener("error", () => {
  line.className = "lost";
  line.textContent = "The program does not answer: the training has ended, or was stopped.";
});
