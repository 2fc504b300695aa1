// The examples name the site that this page is on.
const home = new URL("..", import.meta.url).href.replace(/\/$/, "");
for (const code of document.querySelectorAll("pre, code")) code.textContent = code.textContent.replaceAll("RISKSET", home);
