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
});

document.addEventListener("contextmenu", (event) => event.preventDefault());

/* The connection was lost: wait until the kiosk answers, then go on at the same question. */
new MutationObserver(() => {
  if (document.body.classList.contains("-closed")) {
    comeBack();
  }
}).observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["class"] });

let waiting = false;
async function comeBack() {
  if (waiting) return;
  waiting = true;
  for (;;) {
    await new Promise((later) => setTimeout(later, 1000));
    try {
      const answer = await fetch("/", { cache: "no-store" });
      if (answer.ok) return window.location.reload();
    } catch {
      /* not yet */
    }
  }
}
