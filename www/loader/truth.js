// What may be shown of feeds: the truth rule and the roll-up, as the WebAssembly has them too.

import { isFresh, level } from './feed.js';
import { rollUp } from './parts.js';

/** How long a feed past its promise is still shown, as past. */
export const STALE_FOR_MS = 3_600_000;

/** State, level and words of feeds, the page's own first. Of the own feed a part may be asked for. */
export function truth(feeds, components, group) {
  const [own] = feeds;
  if (!isFresh(own, STALE_FOR_MS)) return { state: 'error', level: 'unknown', label: 'Status unavailable' };
  const isWhole = feeds.length < 2 && !components && !group;
  const [name, label] = level(isWhole ? own.status.level : rollUp(feeds, components, group));
  const at = Date.parse(own.generated_at);
  // By hand: to load what writes times in all languages is a third of the first paint.
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes()].map((number) => `${number}`.padStart(2, 0)).join(':');
  const shown = { state: 'ready', level: name, label, said: isWhole ? own.status.description : label, at, time };
  return isFresh(own) ? shown : { ...shown, state: 'stale', time: `as of ${time}` };
}
