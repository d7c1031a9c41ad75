/* What is fetched every second is read aloud now and then, and never twice the same. */
(() => {
  const status = document.getElementById("mb-under-way");
  const shown = document.getElementById(status.dataset.of);
  const now = () => shown.textContent.trim();
  let said = now(); // the page itself has just been read
  let at = Date.now();

  new MutationObserver(() => {
    if (!now() || now() === said || Date.now() - at < 10_000) return;
    said = now();
    at = Date.now();
    status.textContent = said;
  }).observe(shown, { childList: true, subtree: true });
})();
