/* Answers are kept in this browser, by the digest of what was shown and without names, until they are forgotten. The page draws nothing from data: every card is already in the document; this shows one at a
   time, remembers the answers, and hands them over as JSON Lines. Keys go by the physical key, whatever layout is set. */
(() => {
  "use strict";
  const by = (id) => document.getElementById(id);
  const words = document.body.dataset;
  const cards = [...document.querySelectorAll("article.card")];
  const answers = new Map();
  const order = [];
  let at = 0;
  let saved = 0;
  let changed = false;

  const digits = (n) => (document.documentElement.lang === "fa" ? String(n).replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]) : String(n));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const say = (text) => { by("said").textContent = text; };
  const noteOf = (i) => cards[i].querySelector("textarea.why-note");
  const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select");
  const label = (verdict) => document.querySelector(`.ans[data-verdict=${verdict}] span`).textContent;

  function lines() {
    const reader = by("reader").value.trim();
    return order.map((i) => {
      const { left, right, seen, second, drawn } = cards[i].dataset;
      const line = { left, right, verdict: answers.get(i), by: reader, because: noteOf(i).value.trim(), seen };
      if (!reader) delete line.by;
      if (second === "true") line.second = true;
      if (drawn) line.drawn = drawn;
      return JSON.stringify(line) + "\n";
    }).join("");
  }

  /* A browser may forbid storage to a page from a file: then answers live in memory, and closing asks first. */
  const slot = `atleast-review ${by("reader").defaultValue} ${cards.map((card) => card.dataset.seen.slice(0, 8)).join("").slice(0, 160)}`;
  let kept = false;
  function keep() {
    try {
      const notes = cards.map((_, i) => noteOf(i).value);
      localStorage.setItem(slot, JSON.stringify({ order: order.map((i) => [i, answers.get(i)]), notes, reader: by("reader").value, saved }));
      kept = true;
    } catch { kept = false; }
  }

  function restore() {
    try {
      const held = JSON.parse(localStorage.getItem(slot) || "null");
      if (!held) return;
      for (const [i, verdict] of held.order) {
        if (cards[i] && ["same", "different", "unsure"].includes(verdict)) { answers.set(i, verdict); order.push(i); }
      }
      held.notes.forEach((text, i) => { if (cards[i]) noteOf(i).value = String(text); });
      by("reader").value = String(held.reader || by("reader").value);
      saved = Math.min(Number(held.saved) || 0, answers.size);
      changed = answers.size > saved;
      kept = true;
      const open = cards.findIndex((_, i) => !answers.has(i));
      at = open < 0 ? 0 : open;
    } catch { /* nothing readable is kept */ }
  }

  function forget() {
    try { localStorage.removeItem(slot); } catch { /* nothing was kept */ }
    kept = false;
    say(words.forgotten);
  }

  function refresh() {
    by("decided").textContent = fill(words.decided, { k: digits(answers.size), n: digits(cards.length) });
    by("state").textContent = answers.size === 0 ? "" : changed ? fill(words.unsaved, { k: digits(answers.size - saved || answers.size) }) : words.saved;
    by("bar").style.inlineSize = `${cards.length ? (100 * answers.size) / cards.length : 0}%`;
    by("track").setAttribute("aria-valuenow", String(answers.size));
    by("text").value = lines();
    by("save").disabled = answers.size === 0;
    by("done").hidden = answers.size < cards.length || cards.length === 0;
    for (const button of document.querySelectorAll(".ans")) {
      button.setAttribute("aria-pressed", String(answers.get(at) === button.dataset.verdict));
    }
    for (const [i, card] of cards.entries()) {
      card.hidden = i !== at;
      const known = answers.has(i) || card.dataset.shown === "true";
      card.querySelector(".hidden-view").hidden = known;
      card.querySelector(".shown-view").hidden = !known;
    }
  }

  function go(to) {
    if (to < 0 || to >= cards.length) return;
    at = to;
    refresh();
    window.scrollTo({ top: 0 });
  }

  function next() {
    for (let step = 1; step < cards.length; step += 1) {
      const i = (at + step) % cards.length;
      if (!answers.has(i)) return go(i);
    }
    refresh();
    by("save").focus();
    return undefined;
  }

  function answer(verdict) {
    if (!cards.length) return;
    if (answers.has(at)) order.splice(order.indexOf(at), 1);
    answers.set(at, verdict);
    order.push(at);
    changed = true;
    keep();
    next();
    say(`${fill(words.answered, { answer: label(verdict) })} ${fill(words.pair, { i: digits(at + 1), n: digits(cards.length) })}`);
  }

  function undo() {
    if (!order.length) return say(words.nothing);
    const last = order.pop();
    answers.delete(last);
    saved = Math.min(saved, answers.size);
    changed = true;
    keep();
    go(last);
    return say(words.undone);
  }

  function save() {
    const blob = new Blob([lines()], { type: "application/jsonl" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = words.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    saved = answers.size;
    changed = false;
    keep();
    refresh();
  }

  function note() {
    noteOf(at).focus();
  }

  const keys = {
    KeyS: () => answer("same"),
    KeyD: () => answer("different"),
    KeyU: () => answer("unsure"),
    KeyN: note,
    KeyZ: undo,
    KeyJ: () => go(at + 1),
    KeyK: () => go(at - 1),
    Slash: () => by("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.code === "Escape" && event.target.matches("textarea")) { event.target.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (typing(event.target) || by("help").open || !by("single").checked) return;
    const act = event.key === "?" ? keys.Slash : event.code === "Slash" ? undefined : keys[event.code];
    if (act) { event.preventDefault(); act(); }
  });
  const actions = { note, undo, next: () => go(at + 1), previous: () => go(at - 1), help: keys.Slash, save, forget, close: () => by("help").close() };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.verdict) answer(button.dataset.verdict);
    else if (button.dataset.act === "show") { cards[at].dataset.shown = "true"; refresh(); }
    else if (actions[button.dataset.act]) actions[button.dataset.act]();
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea.why-note, #reader")) { if (answers.size) changed = true; keep(); refresh(); }
  });
  window.addEventListener("beforeunload", (event) => { if (changed && answers.size && !kept) event.preventDefault(); });
  document.body.classList.add("live");
  by("controls").hidden = false;
  restore();
  refresh();
})();
