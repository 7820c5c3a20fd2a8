// Rows to choose components from, each with the status that it takes.

/** Those that are not well come first: what is told is mostly about them. */
export function inOrder(components) {
  const isWell = ({ status }) => Number(status === 'operational');
  return [...components].sort((one, other) => isWell(one) - isWell(other));
}

/** Fills a place with rows. What is ticked there stays ticked; `statuses` are proposed beside others. */
export function showComponents(place, components, statuses = {}) {
  const chosen = chosenIn(place);
  const rows = components.map((component) => rowOf(component, chosen[component.id], statuses[component.id]));
  place.replaceChildren(...rows);
}

/** The status of each component that is ticked. */
export function chosenIn(place) {
  const ticked = [...place.children].filter((row) => row.querySelector('input').checked);
  return Object.fromEntries(ticked.map((row) => [row.dataset.id, row.querySelector('select').value]));
}

/** Hides the rows without this in their name, but none that is ticked. */
export function showNamed(place, text) {
  const wanted = text.trim().toLowerCase();
  for (const row of place.children) row.hidden = !row.dataset.name.includes(wanted) && !row.querySelector('input').checked;
}

function rowOf({ id, name, hidden, status }, chosen, proposed) {
  const row = document.getElementById('component').content.cloneNode(true).firstElementChild;
  const [box, select] = [row.querySelector('input'), row.querySelector('select')];
  Object.assign(row.dataset, { id, name: name.toLowerCase() });
  const remarks = [hidden && 'hidden from the public', status !== 'operational' && status.replaceAll('_', ' ')].filter(Boolean);
  row.querySelector('span').textContent = remarks.length ? `${name} (${remarks.join(', ')})` : name;
  select.setAttribute('aria-label', `Status of ${name}`);
  const wanted = chosen ?? proposed;
  if ([...select.options].some(({ value }) => value === wanted)) select.value = wanted;
  box.checked = chosen !== undefined;
  select.hidden = !box.checked;
  box.addEventListener('change', () => {
    select.hidden = !box.checked;
  });
  return row;
}
