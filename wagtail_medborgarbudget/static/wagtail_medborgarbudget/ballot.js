// Keeps the ballot's words and bars up to date while proposals are marked, and the marks in their
// cookie when the voter reads on elsewhere. The ballot is whole without it.
for (const form of document.querySelectorAll("[data-mb-ballot]")) {
  const help = form.querySelector("[data-mb-help]");
  const preview = "mbPreview" in form.dataset;
  const toHelp = form.querySelector("[data-mb-to-help]");
  const update = form.querySelector("[data-mb-update]");
  let saving;
  let waiting;

  const sizeOf = (input) => {
    if (input.type === "checkbox" || input.type === "radio") return input.checked ? 1 : 0;
    return Math.max(0, Number.parseInt(input.value, 10) || 0);
  };

  // What is filtered away is marked too; another radio button takes its place.
  const marks = () => {
    const shown = [...form.querySelectorAll("[data-mb-mark]")]
      .map((input) => ({ input, size: sizeOf(input), cost: input.dataset.cost, pot: input.dataset.pot }))
      .filter((mark) => mark.size);
    const replaced = form.querySelector("[data-mb-mark][type=radio]:checked");
    const kept = replaced ? [] : form.querySelectorAll("[data-mb-kept]");
    return [
      ...shown,
      ...[...kept].map(({ dataset }) => ({ size: Number(dataset.size), cost: dataset.cost, pot: dataset.pot })),
    ];
  };

  const worth = (mark, unit) => {
    if (unit === "cost") return Number(mark.cost);
    return unit === "size" ? mark.size : 1;
  };

  const write = (meter, amount) => {
    const number = new Intl.NumberFormat(document.documentElement.lang).format(amount);
    return meter.dataset.unit === "cost" ? form.dataset.money.replace("%(amount)s", number) : number;
  };

  const kindOf = (chosen, most, least) => {
    if (chosen === 0) return "none";
    if (chosen > most) return "over";
    if (chosen < least) return "short";
    return chosen === most ? "full" : "some";
  };

  const fill = (meter, all) => {
    const { unit, pot, most, least } = meter.dataset;
    const own = meter.dataset.own === "" ? all.filter((mark) => mark.pot === pot) : all;
    const chosen = own.reduce((sum, mark) => sum + worth(mark, unit), 0);
    const figures = {
      chosen,
      most: Number(most),
      least: Number(least),
      left: Math.max(0, most - chosen),
      over: Math.max(0, chosen - most),
    };
    const sentence = meter.querySelector("[data-mb-sentence]");
    const kind = kindOf(chosen, figures.most, figures.least);
    meter.dataset.mbKind = kind;
    const words = sentence.dataset[kind];
    const said = words.replace(/%\((\w+)\)s/g, (_match, name) => write(meter, figures[name]));
    // Only what has changed is read out.
    if (sentence.textContent !== said) sentence.textContent = said;
    const share = most > 0 ? Math.min(100, (100 * chosen) / most) : 100;
    meter.querySelector(".mb-meter__fill")?.setAttribute("width", `${share}%`);
  };

  const titleOf = (input) => input.closest("li").querySelector("[data-mb-title]").textContent;

  const fillPlaces = () => {
    for (const place of form.querySelectorAll("[data-mb-place]")) {
      const there = place.querySelector("[data-mb-in-place]");
      const own = [...form.querySelectorAll("select[data-mb-mark]")].filter(
        (select) => select.value === place.dataset.mbPlace,
      );
      const kept = [...form.querySelectorAll("[data-mb-kept]")].filter(
        ({ dataset }) => dataset.size === place.dataset.mbPlace,
      );
      const titles = [...own.map(titleOf), ...kept.map(({ dataset }) => dataset.title)];
      const said = titles.join(" / ") || there.dataset.empty;
      if (there.textContent !== said) there.textContent = said;
    }
  };

  const say = () => {
    const all = marks();
    for (const meter of form.querySelectorAll("[data-mb-meter]")) fill(meter, all);
    fillPlaces();
    const sent = form.querySelector("[data-mb-sent]");
    if (sent) sent.textContent = all.length ? sent.dataset.marked : sent.dataset.unmarked;
    const over = form.querySelector('[data-mb-kind="over"]');
    toHelp.hidden = !over && !help.querySelector("[data-mb-does-not-fit]");
  };

  // The server writes the help at the limit: it knows every way to make the ballot fit.
  const save = async () => {
    waiting = undefined;
    saving?.abort();
    saving = new AbortController();
    const body = new FormData(form);
    body.append("partial", "1");
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body,
        keepalive: true,
        signal: saving.signal,
      });
      const html = await response.text();
      if (response.ok && response.headers.get("X-Ballot-Help") && !help.contains(document.activeElement)) {
        const wasOpen = help.querySelector("details")?.open;
        help.innerHTML = html;
        if (wasOpen) help.querySelector("details")?.setAttribute("open", "");
        say();
      }
    } catch {
      // Without a connection the marks are sent with the form instead.
    }
  };

  // A place has room for one: whoever was there gives way.
  const giveWay = (chosen) => {
    if (!form.querySelector("[data-mb-place]") || chosen.value === "0") return;
    for (const select of form.querySelectorAll("select[data-mb-mark]")) {
      if (select !== chosen && select.value === chosen.value) select.value = "0";
    }
    for (const kept of form.querySelectorAll("[data-mb-kept]")) {
      if (kept.dataset.size === chosen.value) kept.remove();
    }
  };

  form.addEventListener("change", ({ target }) => {
    if (!("mbMark" in target.dataset)) return;
    giveWay(target);
    say();
    // It spoke of the marks as they were sent; the bar and the help speak of them as they are.
    document.querySelector(".mb-errors")?.remove();
    if (!preview) {
      clearTimeout(waiting);
      waiting = setTimeout(save, 150);
    }
  });
  // What is typed counts while it is typed.
  form.addEventListener("input", ({ target }) => {
    if (target.type === "number" && "mbMark" in target.dataset) say();
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = undefined;
    saving?.abort();
  });
  // Who leaves at once after a mark has it kept as well.
  window.addEventListener("pagehide", () => {
    if (waiting) save();
  });
  // A browser that goes back may have put the marks back without telling.
  window.addEventListener("pageshow", say);
  // What has the focus is not left behind the bar, however high its words make it.
  const basket = form.querySelector(".mb-basket");
  new ResizeObserver(() => {
    const height = getComputedStyle(basket).position === "sticky" ? basket.offsetHeight + 24 : 0;
    document.documentElement.style.scrollPaddingBlockEnd = `${height}px`;
  }).observe(basket);
  update.remove();
}
