// Before anything is painted: inside an article the page shows its answer alone. Not a module, which would come too late.
{
  const asked = new URLSearchParams(location.search);
  document.documentElement.classList.toggle("embed", asked.has("embed"));
  document.documentElement.classList.toggle("editable", asked.has("embed") && asked.has("edit"));
}
