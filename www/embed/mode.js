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
  let begun = false;
  addEventListener("begun", ({ detail: show }) => {
    begun = true;
    classList.remove("scriptless");
    removeEventListener("click", press);
    if (pressed !== "") show(pressed);
  }, { once: true });
  // A script that does not arrive, or one that it needs, is told of at its element; who could not say so is itself
  // missing. One that arrives in pieces, or beside another version of what it needs, is told of at the window.
  const missing = () => classList.add("scriptless");
  const ours = (address) => !address || address.startsWith("blob:") || new URL(address, location.href).host === location.host;
  addEventListener("error", ({ target, filename }) => {
    if (target instanceof HTMLScriptElement || (target === window && !begun && ours(filename))) missing();
  }, true);
  addEventListener("unhandledrejection", () => { if (!begun) missing(); });
  setTimeout(() => { if (!begun) missing(); }, 30_000);
}
