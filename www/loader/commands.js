// What stands on a page that has only the script: a badge in its corner, which moves nothing. And
// for tag managers, which cannot place an element: `pilotLight('create', { variant: 'pill' })`, or
// `pilotLight('open')` for all that are there. Calls from before the script are in the stub's `q`.

import { elements } from './aloud.js';
import { option } from './script.js';
import { element } from './view.js';

/** In the text what is made here would be behind all that the page has. */
const POSITION = /^(top|bottom)-(start|end)$/;

/** Once the page is there, runs what waited; without an element on it, one is made. */
export function begin() {
  if (document.readyState === 'loading') {
    addEventListener('DOMContentLoaded', begin);
    return;
  }
  const waiting = self.pilotLight?.q ?? [];
  self.pilotLight = run;
  for (const [command, value] of waiting) run(command, value);
  if (!elements.size) run('create', {}, true);
}

/** An arrow, so that the page gets a function and no class beside it. */
const run = (command, options = {}, isAlone) => {
  if (command !== 'create') {
    for (const one of elements) one[command]?.(options);
    return;
  }
  const [position] = POSITION.exec(option('position')) ?? ['bottom-end'];
  const made = element('pilot-light', { position, ...options });
  made._isMade = true;
  made._isAlone = isAlone;
  document.body.append(made);
  // A body that takes the place of this one does not know of it, unless it has an element of its own.
  new MutationObserver(() => {
    const isGone = !made.isConnected && made.parentNode;
    if (isGone && ![...elements].some((one) => one.isConnected && !one._isMade)) document.body?.append(made);
  }).observe(document.documentElement, { childList: true });
};
