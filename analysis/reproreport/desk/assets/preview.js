// Put by `report preview` into each page that it serves, never into a file that a build writes.
(() => {
  "use strict";
  const served = document.currentScript.dataset.version;
  const KEY = "report-preview-place";

  // ---- the place: the nearest element above the window's top that has a name, and how far it is.
  const named = () =>
    [...document.querySelectorAll("main [id], article [id], body > [id]")].filter(
      (one) => one.getClientRects().length,
    );
  const keepPlace = () => {
    const above = named().filter((one) => one.getBoundingClientRect().top <= 1).pop();
    const offset = above ? above.getBoundingClientRect().top : 0;
    const place = { path: location.pathname, id: above ? above.id : "", offset, x: scrollX, y: scrollY };
    sessionStorage.setItem(KEY, JSON.stringify(place));
    history.scrollRestoration = "manual";
  };
  const kept = sessionStorage.getItem(KEY);
  if (kept) {
    sessionStorage.removeItem(KEY);
    const place = JSON.parse(kept);
    const restore = () => {
      const one = place.id && document.getElementById(place.id);
      const top = one ? one.getBoundingClientRect().top + scrollY - place.offset : place.y;
      scrollTo({ top, left: place.x, behavior: "instant" });
    };
    let moved = place.path !== location.pathname;
    const later = () => moved || restore();
    ["wheel", "touchmove", "keydown", "mousedown"].forEach((name) =>
      addEventListener(name, () => (moved = true), { once: true, passive: true }),
    );
    later();
    addEventListener("load", () => {
      later();
      if (document.fonts) document.fonts.ready.then(later);
      // Not at once: a browser that is still loading would restore its own idea of the place.
      setTimeout(() => (history.scrollRestoration = "auto"), 1000);
    });
  }

  // ---- what a build says, over the last good page.
  const STYLE = `
    :host { all: initial }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 50vh; overflow: auto;
      box-sizing: border-box; padding: 1rem 1.25rem; background: #fff4f2; color: #1d1d1d;
      border-top: 4px solid #b3261e; font: 15px/1.5 system-ui, sans-serif; box-shadow: 0 -4px 24px #0004 }
    h2 { margin: 0 6rem .5rem 0; font-size: 1.1rem }
    ol { margin: 0; padding-left: 1.25rem } li { margin: 0 0 .75rem }
    code, pre { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
    pre { margin: .15rem 0 } .fix { margin: .15rem 0; white-space: pre-wrap } .fix::before { content: "→ " }
    button { position: absolute; right: 1.25rem; top: 1rem; font: inherit; min-height: 28px; cursor: pointer }
    output { position: fixed; left: 1rem; bottom: 1rem; z-index: 2147483647; padding: .35rem .75rem;
      border-radius: 4px; background: #1d1d1d; color: #fff; font: 14px/1.5 system-ui, sans-serif }
    [hidden] { display: none }
    @media (prefers-color-scheme: dark) { section { background: #2b1a18; color: #f2f2f2; border-color: #f2877f } }
    @media print { section, output { display: none } }`;
  const host = document.createElement("report-preview");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const make = (name, text, kind) => {
    const one = document.createElement(name);
    if (text) one.textContent = text;
    if (kind) one.className = kind;
    return one;
  };
  const panel = make("section");
  const badge = make("output");
  panel.setAttribute("role", "alert");
  panel.hidden = badge.hidden = true;
  root.append(panel, badge);
  document.documentElement.append(host);

  const show = (state) => {
    const few = state.problems;
    const text = JSON.stringify(few);
    if (panel.dataset.shown !== text) {
      panel.dataset.shown = text;
      panel.replaceChildren();
      panel.hidden = !few.length;
      if (few.length) {
        const close = make("button", "Hide");
        close.addEventListener("click", () => (panel.hidden = true));
        const list = make("ol");
        for (const { where, what, fix } of few) {
          const item = make("li");
          if (where) item.append(make("code", where));
          item.append(make("pre", what));
          if (fix) item.append(make("p", fix, "fix"));
          list.append(item);
        }
        const words = state.version ? "; this page is the last good one" : "";
        panel.append(make("h2", `The build stopped${words}`), close, list);
      }
    }
    document.documentElement.style.paddingBottom = panel.hidden ? "" : `${panel.offsetHeight}px`;
  };
  let late = 0;
  const say = (words, wait) => {
    clearTimeout(late);
    badge.hidden = true;
    if (words) late = setTimeout(() => ((badge.textContent = words), (badge.hidden = false)), wait);
  };

  // ---- what the server says. A page that nobody sees keeps no connection: a browser has six of them.
  let source = null;
  const listen = () => {
    if (document.visibilityState === "hidden") {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/.report/events");
      source.onmessage = ({ data }) => {
        const state = JSON.parse(data);
        if (state.version !== served) {
          source.close();
          keepPlace();
          location.reload();
          return;
        }
        show(state);
        say(state.building ? "Building …" : "", 300);
      };
      source.onerror = () => say("The preview has ended: `report preview` starts it again", 3000);
    }
  };
  document.addEventListener("visibilitychange", listen);
  listen();
})();
