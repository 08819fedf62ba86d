"use strict";
// Cards beside links, the place in the contents, the menu, search. Every page is complete without it.
(() => {
  const here = document.currentScript;
  const home = here && here.src ? new URL(".", here.src).href : "";
  const cards = new Map();
  const asked = new Map();
  let commits = null;

  window.reportCards = (page, found) => cards.set(page, found);
  window.reportCommits = (found) => { commits = found; };

  const load = (address) => {
    if (!asked.has(address)) {
      asked.set(address, new Promise((done) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = script.onerror = () => done();
        document.head.append(script);
      }));
    }
    return asked.get(address);
  };

  // Cards ---------------------------------------------------------------------------------

  const card = document.createElement("div");
  card.className = "card";
  card.id = "_card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  let owner = null;
  let pinned = false;
  let wait = 0;
  let returning = false;

  const place = (link) => {
    const box = link.getClientRects()[0] || link.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const high = window.innerHeight;
    card.style.maxWidth = `${Math.min(30 * 16, wide - 16)}px`;
    const size = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, wide - size.width - 8));
    const below = box.bottom + 6;
    const top = below + size.height > high && box.top - size.height - 6 > 0 ? box.top - size.height - 6 : below;
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${top + window.scrollY}px`;
  };

  const close = (back) => {
    clearTimeout(wait);
    if (!owner) return;
    const link = owner;
    const within = card.contains(document.activeElement);
    link.removeAttribute("aria-describedby");
    owner = null;
    pinned = false;
    if (back && within) {
      returning = true;
      link.focus();
      returning = false;
    }
    card.hidden = true;
    card.replaceChildren();
  };

  const inside = (identifier) => {
    const found = document.getElementById(identifier);
    if (!found || found.closest(".title-block") || /^(H[1-6]|BODY|MAIN)$/.test(found.tagName)) return null;
    const parts = found.matches("figure")
      ? [...found.querySelectorAll(":scope > figcaption, img")]
      : found.matches(".entry") ? [...found.querySelectorAll("dl")]
      : found.matches("li, .csl-entry, tr") ? [found] : [];
    return parts.length ? parts.map((one) => one.cloneNode(true)) : null;
  };

  const content = async (link) => {
    const url = new URL(link.href);
    const identifier = decodeURIComponent(url.hash.slice(1));
    if (!identifier) return null;
    if (url.pathname === location.pathname && url.host === location.host) return inside(identifier);
    if (!home || !url.href.startsWith(home)) return null;
    const page = decodeURIComponent(url.href.slice(home.length).replace(/[?#].*/, ""));
    await load(`${home}provenance/cards/${page}.js`);
    const found = (cards.get(page) || {})[identifier];
    if (!found) return null;
    const read = new DOMParser().parseFromString(found, "text/html");
    for (const one of read.querySelectorAll("[href]")) one.href = new URL(one.getAttribute("href"), url).href;
    for (const one of read.querySelectorAll("[src]")) one.src = new URL(one.getAttribute("src"), url).href;
    return [...read.body.childNodes];
  };

  const withCommits = async (root) => {
    const rows = [...root.querySelectorAll("[data-file]")];
    if (!rows.length || !home) return;
    await load(`${home}provenance/commits.js`);
    for (const one of rows) {
      const known = commits && commits.lines[one.dataset.file];
      if (!known) continue;
      const lines = new Set(ranges(one.dataset.lines));
      const found = known.filter(([first, last]) => [...lines].some((line) => line >= first && line <= last))
        .map((run) => run[2]);
      const newest = Math.min(...found);
      if (!Number.isFinite(newest)) continue;
      const line = document.createElement("span");
      line.className = "commit";
      line.textContent = commits.commits[newest];
      one.append(line);
    }
  };

  const ranges = (text) => text.split(",").flatMap((part) => {
    const [first, last] = part.split("-").map(Number);
    return Array.from({ length: Math.max(0, (last || first) - first) + 1 }, (_, n) => first + n);
  });

  const open = async (link, pin) => {
    const nodes = await content(link);
    if (!nodes) return false;
    if (owner !== link) close(false);
    for (const node of nodes) {
      if (node.removeAttribute) node.removeAttribute("id");
      if (node.querySelectorAll) for (const one of node.querySelectorAll("[id]")) one.removeAttribute("id");
    }
    const list = document.createElement("div");
    list.append(...nodes);
    for (const one of list.querySelectorAll(".footnote-back, .from")) one.remove();
    await withCommits(list);
    card.replaceChildren(list);
    if (pin) {
      const more = document.createElement("p");
      const go = document.createElement("a");
      go.href = link.href;
      go.textContent = here.dataset.more || "More";
      more.className = "card-more";
      more.append(go);
      card.append(more);
    }
    owner = link;
    pinned = pin;
    card.hidden = false;
    card.setAttribute("role", pin ? "dialog" : "tooltip");
    if (pin) card.setAttribute("aria-label", link.textContent.trim());
    else card.removeAttribute("aria-label");
    link.setAttribute("aria-describedby", "_card");
    place(link);
    return true;
  };

  const links = 'main .text a[href*="#"]:not(.permalink, .footnote-back), .abstract a[href*="#"]';

  const start = () => {
    document.body.append(card);
    document.addEventListener("mouseover", (event) => {
      const link = event.target.closest(links);
      if (card.contains(event.target) || (owner && owner.contains(event.target))) { clearTimeout(wait); return; }
      clearTimeout(wait);
      if (link && !pinned) wait = setTimeout(() => open(link, false), 250);
      else if (owner && !pinned) wait = setTimeout(() => close(false), 300);
    });
    document.addEventListener("focusin", (event) => {
      if (returning || card.contains(event.target)) return;
      const link = event.target.closest(links);
      if (owner && link !== owner) close(false);
      if (link && link.matches(":focus-visible")) open(link, false);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && owner) { close(true); event.preventDefault(); }
    });
    // A number's own page is a click further: the card has the link. Other links lead where they say.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.computed");
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      if (!link) {
        if (owner && !card.contains(event.target)) close(false);
        return;
      }
      if (pinned && owner === link) return;
      event.preventDefault();
      open(link, true).then((shown) => {
        if (!shown) location.href = link.href;
        else (card.querySelector("a[href]") || link).focus({ preventScroll: true });
      });
    });
    window.addEventListener("resize", () => close(false));
    rows();
    spy();
    menu();
    search();
    withCommits(document);
  };

  // Rows of a data file that the address names -----------------------------------------------

  const rows = () => {
    const asked = new URLSearchParams(location.search).get("lines");
    if (!asked) return;
    for (const line of ranges(asked)) {
      const row = document.getElementById(`line-${line}`);
      if (row) row.classList.add("marked");
    }
  };

  // The place in the contents ----------------------------------------------------------------

  const spy = () => {
    const items = [...document.querySelectorAll(".toc a[href^='#']")];
    const heads = items.map((item) => document.getElementById(decodeURIComponent(item.hash.slice(1))));
    if (!items.length) return;
    let due = false;
    const mark = () => {
      due = false;
      let last = 0;
      heads.forEach((head, n) => { if (head && head.getBoundingClientRect().top < 120) last = n; });
      items.forEach((item, n) => {
        if (n === last) item.setAttribute("aria-current", "location");
        else item.removeAttribute("aria-current");
      });
    };
    document.addEventListener("scroll", () => {
      if (!due) { due = true; requestAnimationFrame(mark); }
    }, { passive: true });
    mark();
  };

  // The menu: while it is open on a narrow screen, nothing behind it has the focus --------------

  const menu = () => {
    const sheet = document.getElementById("_contents");
    if (!sheet || !sheet.hasAttribute("popover")) return;
    sheet.addEventListener("toggle", (event) => {
      const shown = event.newState === "open";
      for (const one of document.querySelectorAll("main, .skip, .bar")) one.inert = shown;
      if (shown) (sheet.querySelector("[aria-current]") || sheet.querySelector("a, button")).focus();
      else { const button = document.querySelector("[popovertarget='_contents']"); if (button) button.focus(); }
    });
    sheet.addEventListener("click", (event) => {
      if (event.target.closest("a") && sheet.matches(":popover-open")) sheet.hidePopover();
    });
  };

  // Search -----------------------------------------------------------------------------------

  let index = null;
  window.reportSearch = (found) => { index = found; };
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/đ/g, "d").replace(/[’‘]/g, "'").replace(/[“”]/g, '"');

  const search = () => {
    const dialog = document.getElementById("_search");
    if (!dialog) return;
    const box = dialog.querySelector("input");
    const list = dialog.querySelector("ol");
    const none = dialog.querySelector(".search-none");
    let keys = null;
    const ready = async () => {
      if (home) await load(`${home}search.js`);
      index = index || pagesOf();
      keys = keys || index.map(([, , title, text]) => [folded(title), folded(text)]);
    };
    // A page that stands alone is its own index.
    const pagesOf = () => {
      const found = [];
      let current = null;
      for (const one of document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, td, th, figcaption)")) {
        if (/^H/.test(one.tagName)) {
          const anchor = one.id || (one.closest("[id]") || {}).id || "_top";
          current = [`#${anchor}`, "", one.textContent.replace(/#$/, "").trim(), ""];
          found.push(current);
        } else if (current) current[3] += ` ${one.textContent}`;
      }
      return found;
    };
    const look = () => {
      const words = folded(box.value).split(/\s+/).filter(Boolean);
      list.replaceChildren();
      none.hidden = true;
      if (!words.length || !keys) return;
      const ranked = [];
      keys.forEach(([title, text], n) => {
        let score = 0;
        for (const word of words) {
          const inTitle = title.includes(word);
          if (!inTitle && !text.includes(word)) return;
          score += (inTitle ? 20 : 0) + Math.min(5, text.split(word).length - 1);
        }
        if (words.length > 1 && `${title} ${text}`.includes(words.join(" "))) score += 30;
        ranked.push([score, n]);
      });
      ranked.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      none.hidden = ranked.length > 0;
      for (const [, n] of ranked.slice(0, 30)) {
        const [address, page, title, text] = index[n];
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = address.startsWith("#") ? address : home + address;
        link.textContent = title;
        item.append(link);
        if (page && page !== title) item.append(Object.assign(document.createElement("span"), { className: "search-page", textContent: page }));
        item.append(snippet(text, keys[n][1], words));
        list.append(item);
      }
    };
    // The folded text has as many letters as the text in NFC, but for a few; the place is near enough.
    const snippet = (text, key, words) => {
      const line = document.createElement("p");
      const at = Math.max(0, key.indexOf(words.find((word) => key.includes(word)) ?? ""));
      const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 50)));
      const part = text.slice(from, from + 170);
      const low = folded(part);
      let done = 0;
      const places = low.length === part.length
        ? words.flatMap((word) => { const n = low.indexOf(word); return n < 0 ? [] : [[n, n + word.length]]; })
        : [];
      for (const [start, end] of places.sort((a, b) => a[0] - b[0])) {
        if (start < done) continue;
        line.append(part.slice(done, start));
        line.append(Object.assign(document.createElement("mark"), { textContent: part.slice(start, end) }));
        done = end;
      }
      line.append(part.slice(done));
      return line;
    };
    for (const button of document.querySelectorAll("[data-search]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        dialog.showModal();
        box.focus();
        await ready();
        look();
      });
    }
    box.addEventListener("input", look);
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const first = list.querySelector("a");
      if (first) first.click();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("a")) dialog.close();
    });
    dialog.querySelector("button[data-close]").addEventListener("click", () => dialog.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !dialog.open && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
        const button = document.querySelector("[data-search]");
        if (button) { event.preventDefault(); button.click(); }
      }
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
