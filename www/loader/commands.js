// What stands on a page that has only the script: a badge in its corner, which moves nothing. And
// for tag managers, which cannot place an element: `pilotLight('create', { variant: 'pill' })`, or
// `pilotLight('open')` for all that are there. Calls from before the script are in the stub's `q`.

import { option } from './script.js';

/** Runs what waited; without an element on the page, one is made. */
export function begin() {
  const waiting = self.pilotLight?.q ?? [];
  self.pilotLight = run;
  for (const [command, value] of waiting) run(command, value);
  if (!all().length) run('create');
}

const all = () => document.querySelectorAll('pilot-light');

function run(command, options = {}) {
  if (command !== 'create') {
    for (const element of all()) element[command]?.(options);
    return;
  }
  const element = document.createElement('pilot-light');
  for (const [name, value] of Object.entries({ position: option('position') || 'bottom-end', ...options })) element.setAttribute(name, value);
  document.body.append(element);
}
