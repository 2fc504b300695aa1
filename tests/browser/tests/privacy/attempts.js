// Every way out of a page that a script could try. Each takes an address; the runner gives each
// one of its own, so that the server's log tells which of them got through.
//
// `home: false`: to the page's own host this way is open by design, because the page's own scripts
// and styles come from there (a prefetch may bring what any directive allows).

const element = (name, properties) => {
  const made = Object.assign(document.createElement(name), properties);
  document.body.append(made);
  return made;
};

const inPage = {
  fetch: { go: (url) => fetch(url, { mode: "no-cors" }) },
  post: { go: (url) => fetch(url, { mode: "no-cors", method: "POST", body: "x", keepalive: true }) },
  xhr: { go: (url) => request(url) },
  beacon: { go: (url) => navigator.sendBeacon(url, "x") },
  socket: { go: (url) => new WebSocket(url.replace("http:", "ws:")) },
  events: { go: (url) => new EventSource(url) },
  image: { go: (url) => { new Image().src = url; } },
  style: { go: (url) => element("link", { rel: "stylesheet", href: url }), home: false },
  prefetch: { go: (url) => element("link", { rel: "prefetch", href: url }), home: false },
  script: { go: (url) => element("script", { src: url }), home: false },
  module: { go: (url) => import(url), home: false },
  frame: { go: (url) => element("iframe", { src: url }) },
  object: { go: (url) => element("object", { data: url }) },
  video: { go: (url) => element("video", { src: url, preload: "auto" }) },
  font: { go: (url) => new FontFace("x", `url(${url})`).load() },
  ping: { go: (url) => element("a", { href: "#x", ping: url }).click() },
  form: {
    go: (url) => {
      // Into a frame of its own, so that the page stays. An empty frame is allowed by every policy.
      element("iframe", { name: url });
      element("form", { action: url, method: "post", target: url }).submit();
    },
  },
};

const inWorker = {
  fetch: { go: (url) => fetch(url, { mode: "no-cors" }) },
  xhr: { go: (url) => request(url) },
  socket: { go: (url) => new WebSocket(url.replace("http:", "ws:")) },
  events: { go: (url) => new EventSource(url) },
  scripts: { go: (url) => importScripts(url), home: false },
  module: { go: (url) => import(url), home: false },
};

function request(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url);
  request.send();
}

// Tries all of them against both hosts, one after the other, and waits `patience` milliseconds each
// time for the browser to report that its policy was violated. Gives back the addresses tried and
// those for which such a report came.
async function attemptAll(ways, place, home, away, patience) {
  const tried = [];
  const stopped = [];
  for (const [name, way] of Object.entries(ways)) {
    for (const host of way.home === false ? [away] : [home, away]) {
      const url = `${host}leak-${place}-${name}`;
      tried.push(url);
      const report = violation(host, patience);
      // A way that is closed throws, rejects, or says nothing at all.
      try { Promise.resolve(way.go(url)).catch(() => {}); } catch {}
      if (await report) stopped.push(url);
    }
  }
  return { tried, stopped };
}

// Whether a violation concerning a host is reported in time. Of a frame that was to go to another
// host only the host is told, and of a socket the address begins with ws.
function violation(host, patience) {
  return new Promise((done) => {
    const listen = ({ blockedURI }) => {
      if (`${blockedURI.replace("ws:", "http:")}/`.startsWith(host)) done(true);
    };
    self.addEventListener("securitypolicyviolation", listen);
    setTimeout(() => {
      self.removeEventListener("securitypolicyviolation", listen);
      done(false);
    }, patience);
  });
}
