// Keeps the list fresh and copies codes. Without it the page reloads itself.
'use strict';
const list = document.getElementById('list');
let last = '';

async function refresh() {
  try {
    const answer = await fetch('/inbox/list' + location.search, { cache: 'no-store' });
    if (answer.ok) show(await answer.text());
  } catch {
    // The server restarts; the next turn finds it again.
  }
  setTimeout(refresh, document.hidden ? 5000 : 1000);
}

function show(html) {
  if (html === last) return;
  last = html;
  list.innerHTML = html; // escaped by the server
  for (const button of list.querySelectorAll('.copy')) button.hidden = !navigator.clipboard;
}

list.addEventListener('click', async (event) => {
  const button = event.target.closest('.copy');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.code);
  button.textContent = 'Copied';
});

refresh();
