"use strict";
/* The whole of the site's own script: light or dark, menus that close, the evidence drawer, the day of
   the last visit, and a sign that a page is being made. Without it every link simply opens its page. */
(() => {
  const root = document.documentElement;
  const kept = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, said) { try { localStorage.setItem(key, said); } catch { /* it lasts for this page */ } },
  };
  const chosen = kept.get("facta-theme");
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  const isDark = () => (root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

  const theme = () => {
    const button = document.getElementById("theme");
    if (!button) return;
    const say = () => button.setAttribute("aria-pressed", String(isDark()));
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      kept.set("facta-theme", root.dataset.theme);
      say();
    });
    say();
  };

  const menus = () => {
    const shut = (but) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== but) menu.open = false;
    });
    document.addEventListener("click", (event) => shut(event.target.closest("details.menu")));
    document.addEventListener("keydown", (event) => {
      const open = event.key === "Escape" && document.querySelector("details.menu[open]");
      if (open) { open.querySelector("summary").focus(); shut(); }
    });
  };

  const drawer = () => {
    const dialog = document.getElementById("drawer");
    const place = document.getElementById("evidence");
    if (!dialog) return;
    document.addEventListener("click", async (event) => {
      const link = event.target.closest("a[data-drawer]");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const address = new URL(link.href);
      address.searchParams.set("form", "drawer");
      try {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(answer.statusText);
        place.innerHTML = await answer.text();
        if (!dialog.open) dialog.showModal();
        dialog.scrollTop = 0;
      } catch { location.href = link.href; }
    });
  };

  /* Kept are the newest day that this browser was shown of its own accord, and the one before it. */
  const visit = () => {
    const place = document.getElementById("visit");
    if (!place) return;
    const { case: name, day, since } = place.dataset;
    const key = `facta-seen-${name}`;
    let [seen, before] = (kept.get(key) || "").match(/\d{4}-\d\d-\d\d/g) || [];
    if (!new URLSearchParams(location.search).has("as_of") && !(seen >= day)) {
      [seen, before] = [day, seen];
      kept.set(key, [seen, before].join(" "));
    }
    if (!(before < day)) return;
    const link = place.querySelector("a");
    const address = new URL(location.href);
    address.searchParams.set("since", before);
    link.href = address.href;
    link.title = before;
    if (before === since) link.setAttribute("aria-current", "true");
    place.hidden = false;
  };

  const waiting = () => {
    const wait = () => { root.dataset.waiting = ""; };
    document.querySelectorAll("form.days, form.find").forEach((form) => form.addEventListener("submit", wait));
    document.querySelectorAll(".sub a").forEach((link) => link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) wait();
    }));
    addEventListener("pageshow", () => { delete root.dataset.waiting; });
  };

  document.addEventListener("DOMContentLoaded", () => { theme(); menus(); drawer(); visit(); waiting(); });
})();
