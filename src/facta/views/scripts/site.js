"use strict";
/* The whole of the site's own script: light or dark, menus that close, and the evidence drawer.
   Without it every link simply opens its page. */
(() => {
  const root = document.documentElement;
  const kept = {
    get() { try { return localStorage.getItem("facta-theme"); } catch { return null; } },
    set(name) { try { localStorage.setItem("facta-theme", name); } catch { /* the choice lasts for this page */ } },
  };
  const chosen = kept.get();
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
      kept.set(root.dataset.theme);
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

  document.addEventListener("DOMContentLoaded", () => { theme(); menus(); drawer(); });
})();
