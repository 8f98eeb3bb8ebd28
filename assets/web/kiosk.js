"use strict";
/* Letters as large as the window allows: 84 columns, never fewer than 25 rows, at most 100 columns. */
const WIDE = 1233 / 2048;
const HIGH = (1901 + 483) / 2048;
const FEWEST_COLUMNS = 80;
const FEWEST_ROWS = 24;
/* A window that grew by less keeps its letters, and what stands in a box that was not answered yet. */
const WORTH_IT = 1.15;
const REST_MILLISECONDS = 300;

function letterSize() {
  const byWidth = window.innerWidth / (84 * WIDE);
  const byHeight = window.innerHeight / (25 * HIGH);
  return Math.max(8, Math.floor(Math.min(byWidth, byHeight)));
}

function widenTo(size) {
  const wide = Math.min(window.innerWidth, Math.floor(99.5 * WIDE * size));
  document.getElementById("terminal").style.setProperty("--wide", wide + "px");
}

let size;
document.addEventListener("DOMContentLoaded", () => {
  size = letterSize();
  document.getElementById("terminal").dataset.fontSize = size;
  widenTo(size);
});

/* A tablet that was turned, a window that was dragged: once it rests, other letters if these no longer
   fit or could be larger. The answers are on the disk, the same question comes back. */
let resting;
window.addEventListener("resize", () => {
  widenTo(size);
  clearTimeout(resting);
  resting = setTimeout(() => {
    const best = letterSize();
    const few =
      window.innerWidth < FEWEST_COLUMNS * WIDE * size || window.innerHeight < FEWEST_ROWS * HIGH * size;
    if ((few && best < size) || best >= size * WORTH_IT) window.location.reload();
  }, REST_MILLISECONDS);
});

window.addEventListener("load", () => {
  /* The kiosk shows its own letters: the tablet's keyboard would cover half the page. */
  const typing = document.querySelector(".xterm-helper-textarea");
  if (typing) {
    typing.inputMode = "none";
    typing.focus();
  }
  watch();
});

document.addEventListener("contextmenu", (event) => event.preventDefault());

/* What stood on a page must not stay on a screen that is out of reach or was put to sleep: somebody else may
   pick it up. It is covered at once, and asked for again from the kiosk, which knows whether to show it. */
const LOOK_MILLISECONDS = 5000;
const ANSWER_MILLISECONDS = 8000;
const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function cover() {
  document.body.classList.add("-closed");
}

async function reachable() {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_MILLISECONDS);
  try {
    return (await fetch("/", { cache: "no-store", signal: patience.signal })).ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/* A network that is gone says nothing: without this the page would stand there for many minutes. */
async function watch() {
  for (;;) {
    await later(LOOK_MILLISECONDS);
    if (!document.hidden && !(await reachable())) return cover();
  }
}

let hiddenAt;
document.addEventListener("visibilitychange", () => {
  document.body.classList.toggle("-away", document.hidden);
  if (document.hidden) hiddenAt = Date.now();
  else if (Date.now() - hiddenAt > LOOK_MILLISECONDS) cover();
});

/* The terminal's script says in the same way that the connection was lost. */
new MutationObserver(() => {
  if (document.body.classList.contains("-closed")) comeBack();
}).observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["class"] });

let waiting = false;
async function comeBack() {
  if (waiting) return;
  waiting = true;
  do await later(1000);
  while (!(await reachable()));
  window.location.reload();
}
