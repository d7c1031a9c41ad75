// Brings the voting code from a scanned letter to the field where it belongs. It stands after the
// # of the address, which browsers never send, and is kept in this tab alone until it is filled in.
// Without this script the code is typed.
(() => {
  const KEPT = "mb-code";
  const scanned = /^#kod=([\w-]{10,20})$/.exec(window.location.hash);

  const kept = () => {
    try {
      return window.sessionStorage.getItem(KEPT);
    } catch {
      return null;
    }
  };

  const keep = (code) => {
    try {
      if (code) window.sessionStorage.setItem(KEPT, code);
      else window.sessionStorage.removeItem(KEPT);
      return true;
    } catch {
      return false;
    }
  };

  // Out of the address and the browser's history: the next one at this computer may look there.
  if (scanned && keep(scanned[1])) {
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
  }

  const field = document.querySelector("[data-mb-code]");
  const code = kept();
  if (field && code && !field.value) {
    field.value = code;
    keep("");
  }
})();
