// What is said aloud to those who listen to the page: by one region for all elements, which stands in
// one of them that is displayed, because what is not displayed is not read.

import { option } from './script.js';
import { element } from './view.js';

/** Two announcements are this far apart. */
const QUIET_MS = 30_000;
/** A region is read when it was there before it is filled. */
const BEFORE_MS = 100;

/** All that stand on the page, wherever: also within other elements. */
export const elements = new Set();
let region;
let announcedAt = 0;
let timer;

export function join(one) {
  elements.add(one);
  if (!region?.isConnected) place();
}

export function leave(one) {
  elements.delete(one);
  if (!region.isConnected) place();
}

/**
 * Says words of an element, or its level when there are none; what is said within half a minute of the
 * last is kept, and a level that has changed again meanwhile is said as it is then.
 */
export function announce(one, news) {
  one._news = [...(one._news ?? []), ...news];
  if (!isRead()) place();
  clearTimeout(timer);
  timer = setTimeout(say, Math.max(BEFORE_MS, announcedAt + QUIET_MS - Date.now()));
}

function say() {
  announcedAt = Date.now();
  const words = new Set();
  for (const one of elements) {
    for (const word of one._news ?? []) words.add(word || one.status);
    one._news = undefined;
  }
  region.textContent = [...words].join('. ');
}

const isRead = () => region.isConnected && (region.checkVisibility?.() ?? true);

/** Finds a place where it is read, if there is one. */
function place() {
  region ??= element('div', { class: 'unseen' });
  region.textContent = '';
  for (const one of elements) {
    region.setAttribute('role', option('announce', one) === 'assertive' ? 'alert' : 'status');
    one._root.append(region);
    if (isRead()) break;
  }
}
