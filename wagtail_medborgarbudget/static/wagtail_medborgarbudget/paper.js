/* Sheets are saved while the next one is typed. Without this script each Enter loads the page anew. */
(() => {
  const form = document.getElementById("mb-paper-form");
  if (!form || !form.dataset.next) return;
  const field = form.elements.text;
  const error = document.getElementById("mb-paper-error");
  const status = document.getElementById("mb-paper-status");
  let next = Number(form.dataset.next);
  let queue = []; // typed, and not saved yet: the first is on its way
  let sending = false;

  const show = (message) => {
    error.textContent = message;
    if (message) status.textContent = "";
    field.toggleAttribute("aria-invalid", Boolean(message));
  };

  const number = (line) => {
    next = line;
    form.elements.line.value = line;
    document.getElementById("mb-paper-next").textContent = line + queue.length;
    document.getElementById("mb-paper-last").value = line - 1;
  };

  // The sheet that was refused comes back to the field; what was typed after it waits its turn.
  let waiting = [];
  let draft = ""; // typed after it without Enter: not a sheet yet
  const stop = (message) => {
    const [refused, ...rest] = queue;
    waiting = [...rest, ...waiting];
    draft = field.value || draft;
    queue = [];
    field.value = refused;
    number(next);
    show(message);
    field.select();
  };

  const post = async (text) => {
    const body = new FormData(form);
    body.set("text", text);
    body.set("line", next);
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    return fetch(form.action, { method: "POST", body, headers, redirect: "error" });
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    while (queue.length) {
      let answer, facts;
      try {
        answer = await post(queue[0]);
        facts = await answer.json();
      } catch {
        stop(form.dataset.lost);
        break;
      }
      if (!answer.ok) {
        if (facts.next) next = facts.next;
        if (facts.lines) document.getElementById("mb-paper-lines").innerHTML = facts.lines;
        stop(facts.error);
        break;
      }
      queue.shift();
      document.getElementById("mb-paper-lines").innerHTML = facts.lines;
      number(facts.next);
      // Whoever was done too early was told of this very sheet.
      if (!queue.length && !field.value.trim()) show("");
      status.textContent = form.dataset.saved;
    }
    sending = false;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    show("");
    queue.push(field.value, ...waiting);
    waiting = [];
    field.value = draft;
    draft = "";
    number(next);
    send();
  });

  const finish = document.getElementById("mb-paper-finish");
  finish.addEventListener("submit", (event) => {
    if (!field.value.trim() && !queue.length && !waiting.length) return;
    event.preventDefault();
    show(finish.dataset.unsaved);
    field.focus();
  });

  // Half a pile must not go with the window.
  window.addEventListener("beforeunload", (event) => {
    if (queue.length || waiting.length) event.preventDefault();
  });
})();
