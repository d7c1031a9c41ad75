// Shows only the settings that matter for the way of voting that is chosen. Without it all of them
// are shown, and each says what it is for.
{
  const method = document.getElementById("id_method");
  const settings = document.querySelectorAll("[data-mb-for-methods]");

  const show = () => {
    for (const setting of settings) {
      setting.hidden = !setting.dataset.mbForMethods.split(" ").includes(method.value);
    }
  };

  if (method) {
    method.addEventListener("change", show);
    show();
  }
}
