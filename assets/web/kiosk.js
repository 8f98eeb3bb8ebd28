"use strict";
/* Letters as large as the window allows: 84 columns, never fewer than 25 rows, at most 100 columns. */
const WIDE = 1233 / 2048;
const HIGH = (1901 + 483) / 2048;

function letterSize() {
  const byWidth = window.innerWidth / (84 * WIDE);
  const byHeight = window.innerHeight / (25 * HIGH);
  return Math.max(8, Math.floor(Math.min(byWidth, byHeight)));
}

document.addEventListener("DOMContentLoaded", () => {
  const terminal = document.getElementById("terminal");
  const size = letterSize();
  terminal.dataset.fontSize = size;
  terminal.style.setProperty("--wide", Math.min(window.innerWidth, Math.floor(99.5 * WIDE * size)) + "px");
});

window.addEventListener("load", () => {
  /* The kiosk shows its own letters: the tablet's keyboard would cover half the page. */
  const typing = document.querySelector(".xterm-helper-textarea");
  if (typing) {
    typing.inputMode = "none";
    typing.focus();
  }
});

/* A tablet that was turned: other letters. The answers are on the disk, the same question comes back. */
screen.orientation?.addEventListener("change", () => window.location.reload());

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
