// On a phone a row of a table becomes a card. Each cell then needs the heading of its column, which only this can know.
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll(".md-typeset table:not([class])")) {
    const headings = [...table.querySelectorAll("thead th")].map((heading) => heading.textContent);
    if (headings.length < 5) {
      table.classList.add("cards");
      for (const row of table.querySelectorAll("tbody tr")) {
        [...row.children].forEach((cell, column) => (cell.dataset.heading = headings[column]));
      }
    }
  }
});
