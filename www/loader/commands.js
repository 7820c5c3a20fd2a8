// What stands on a page that has only the script: a badge in its corner, which moves nothing. And
// for tag managers, which cannot place an element: `pilotLight('create', { variant: 'pill' })`, or
// `pilotLight('open')` for all that are there. Calls from before the script are in the stub's `q`.

import { elements } from './aloud.js';
import { option } from './script.js';
import { element } from './view.js';

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
    for (const one of elements) one[command]?.(options);
    return;
  }
  const made = element('pilot-light', { position: option('position') || 'bottom-end', ...options });
  document.body.append(made);
  made._isMade = true;
  // A body that takes the place of this one does not know of it, unless it has an element of its own.
  new MutationObserver(() => {
    const isGone = !made.isConnected && made.parentNode;
    if (isGone && ![...elements].some((one) => one.isConnected && !one._isMade)) document.body?.append(made);
  }).observe(document.documentElement, { childList: true });
};
