// What only some pages ask for: a part of their feed, or those of others beside it.

import { STATUSES, isFresh, rank } from './feed.js';

/** The components of a feed that are asked for; one that it does not have is there without a status. */
export function asked(feed, components, group) {
  const ids = components.match(/[^\s,]+/g);
  const known = feed.components.filter((component) => !group || component.group === group);
  return ids ? ids.map((name) => known.find(({ id }) => id === name) ?? {}) : known;
}

/**
 * The worst of all that is asked for, one step lower when an outage does not hit all. What is not there,
 * or not known any more, is unknown.
 */
export function rollUp(feeds, components, group) {
  const statuses = feeds.flatMap((feed, index) => {
    // What a feed of others said of its past is worth nothing beside the present of ours.
    if (index && !isFresh(feed)) return '';
    const found = index ? feed.components : asked(feed, components, group);
    return found[0] ? found.map(({ status }) => status) : index || !group ? feed.status.level : '';
  });
  const ranks = statuses.map(rank);
  const worst = Math.max(...ranks);
  return STATUSES[3 < worst && Math.min(...ranks) < worst ? worst - 1 : worst];
}
