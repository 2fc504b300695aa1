// Before anything is painted: inside an article the page shows its answer alone. Not a module, which would come too late.
{
  const asked = new URLSearchParams(location.search);
  const embed = asked.has("embed");
  const { classList } = document.documentElement;
  classList.toggle("embed", embed);
  classList.toggle("editable", embed && asked.has("edit"));
  // The answer that came with the page is that of its first example.
  classList.toggle("other", embed || asked.has("sample"));
  // Most articles are light whatever the reader's screen is.
  const theme = asked.get("theme") ?? (embed ? "light" : "");
  if (theme === "light" || theme === "dark") classList.add(theme);
  // A tab that is pressed before the page's script is there is shown when it comes.
  let pressed = "";
  const press = ({ target }) => { pressed = target.closest?.("[role=tab]")?.id.replace("tab-", "") ?? pressed; };
  addEventListener("click", press);
  addEventListener("begun", ({ detail: show }) => {
    removeEventListener("click", press);
    if (pressed !== "") show(pressed);
  }, { once: true });
  // A script that does not arrive, or one that it needs, is told of at its element; who could not say so is itself missing.
  addEventListener("error", ({ target }) => { if (target instanceof HTMLScriptElement) classList.add("scriptless"); }, true);
}
