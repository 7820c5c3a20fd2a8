// What stands on a page that has only the script: a badge in its corner, which moves nothing. And
// for tag managers, which cannot place an element: `pilotLight('create', { variant: 'pill' })`, or
// `pilotLight('open')` for all that are there. Calls from before the script are in the stub's `q`.

import { elements } from './aloud.js';
import { option } from './script.js';

/** Once the page is there, runs what waited; without an element on it, one is made. */
export function begin() {
  if (document.readyState === 'loading') {
    addEventListener('DOMContentLoaded', begin);
    return;
  }
  const waiting = self.pilotLight?.q ?? [];
  self.pilotLight = run;
  for (const [command, value] of waiting) run(command, value);
  if (!elements.size) run('create');
}

/** An arrow, so that the page gets a function and no class beside it. */
const run = (command, options = {}) => {
  if (command !== 'create') {
    for (const element of elements) element[command]?.(options);
    return;
  }
  const element = document.createElement('pilot-light');
  for (const [name, value] of Object.entries({ position: option('position') || 'bottom-end', ...options })) element.setAttribute(name, value);
  document.body.append(element);
  element._isMade = true;
  // A body that takes the place of this one does not know of it, unless it has an element of its own.
  new MutationObserver(() => {
    const isGone = !element.isConnected && element.parentNode;
    if (isGone && ![...elements].some((one) => one.isConnected && !one._isMade)) document.body?.append(element);
  }).observe(document.documentElement, { childList: true });
};
