// A button that prints, for browsers that can. Without it the browser's own command does.
for (const button of document.querySelectorAll("[data-mb-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
