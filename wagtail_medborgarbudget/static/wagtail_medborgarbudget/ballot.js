// Keeps the basket's words and bar up to date while proposals are marked, and the marks in
// their cookie when the voter reads on elsewhere. The ballot is whole without it.
for (const form of document.querySelectorAll("[data-mb-ballot]")) {
  const sentence = form.querySelector("[data-mb-sentence]");
  const bar = form.querySelector(".mb-meter__fill");
  const most = Number(form.dataset.most);
  let saving;

  const kindOf = (chosen) => {
    if (chosen === 0) return "none";
    if (chosen < most) return "some";
    return chosen === most ? "full" : "over";
  };

  const say = () => {
    const chosen = form.querySelectorAll("input[name=choices]:checked").length;
    const figures = { chosen, most, left: most - chosen, over: chosen - most };
    const words = sentence.dataset[kindOf(chosen)];
    sentence.textContent = words.replace(/%\((\w+)\)s/g, (_match, name) => figures[name]);
    bar.setAttribute("width", `${Math.min(100, (100 * chosen) / most)}%`);
  };

  const save = () => {
    saving?.abort();
    saving = new AbortController();
    fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      keepalive: true,
      redirect: "manual",
      signal: saving.signal,
    }).catch(() => {});
  };

  form.addEventListener("change", () => {
    say();
    save();
  });
  form.addEventListener("submit", () => saving?.abort());
  // A browser that goes back may have put the marks back without telling.
  window.addEventListener("pageshow", say);
}
