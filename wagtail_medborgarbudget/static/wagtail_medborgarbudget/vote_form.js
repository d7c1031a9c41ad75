// Shows only the settings that matter for the way of voting that is chosen. Without it all of them
// are shown, and each says what it is for.
document.addEventListener("change", ({ target }) => {
  if (target.id === "id_method") showSettingsFor(target.value);
});

function showSettingsFor(method) {
  for (const setting of document.querySelectorAll("[data-mb-for-methods]")) {
    setting.hidden = !setting.dataset.mbForMethods.split(" ").includes(method);
  }
}

function showChosen() {
  const method = document.getElementById("id_method");
  if (method) showSettingsFor(method.value);
}

// Wagtail puts scripts of forms first on the page or last, as the version has it.
document.addEventListener("DOMContentLoaded", showChosen);
showChosen();
