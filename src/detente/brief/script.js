// Comfort only: the page says everything without it. Hover or focus a mark to read what stands behind it; printing opens what is folded.
(() => {
  const card = document.getElementById("card");
  let shown = null;
  const line = (words, kind) => { const p = document.createElement("p"); p.textContent = words; if (kind) p.className = kind; card.append(p); };
  const hide = () => { card.hidden = true; if (shown) shown.removeAttribute("aria-describedby"); shown = null; };
  const place = () => {
    if (!shown) return;
    const at = shown.getBoundingClientRect(), size = card.getBoundingClientRect();
    const below = at.bottom + 8 + size.height < innerHeight;
    card.style.left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8)) + "px";
    card.style.top = Math.max(8, below ? at.bottom + 8 : at.top - size.height - 8) + "px";
  };
  const show = (mark) => {
    const row = document.getElementById(mark.dataset.card);
    if (!row) return;
    hide();
    shown = mark;
    card.replaceChildren();
    line(row.querySelector("dt").textContent, "first");
    line(row.querySelector(".stand").textContent);
    const refs = [...row.querySelectorAll("a.ref")];
    for (const ref of refs.slice(0, 4)) {
      const said = document.getElementById(ref.getAttribute("href").slice(1))?.querySelector(".said");
      if (said) line(said.textContent);
    }
    if (refs.length > 4) line(`and ${refs.length - 4} more statements`, "meta");
    mark.setAttribute("aria-describedby", "card");
    card.hidden = false;
    place();
  };
  for (const mark of document.querySelectorAll("[data-card]")) {
    mark.addEventListener("mouseenter", () => show(mark));
    mark.addEventListener("focus", () => show(mark));
    mark.addEventListener("mouseleave", hide);
    mark.addEventListener("blur", hide);
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", place, { passive: true });
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
  let opened = [];
  addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open])")]; opened.forEach((one) => { one.open = true; }); });
  addEventListener("afterprint", () => { opened.forEach((one) => { one.open = false; }); });
})();
