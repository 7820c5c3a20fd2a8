// What may be shown of feeds: the truth rule and the roll-up, as the WebAssembly has them too.

/** How long a feed past its promise is still shown, as past. */
export const STALE_FOR_MS = 3_600_000;

/** The words of the feed, from best to worst. */
const STATUSES = ['operational', 'unknown', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];

/** One that this version does not know is unknown. */
const rank = (status) => (STATUSES.includes(status) ? STATUSES.indexOf(status) : 1);

/** Name and words of a status: `partial_outage` is `partial`, "Partial outage". */
export function level(status) {
  const words = STATUSES[rank(status)].replace(/under_|_p.*/, '').replace('_', ' ');
  return [words.split(' ')[0], words[0].toUpperCase() + words.slice(1)];
}

/** Whether a feed's promise holds, or ended no longer ago than `late`; that of none never does. */
export const isFresh = (feed, late = 0) => Date.now() <= Date.parse(feed?.valid_until) + late;

/** The components of a feed that are asked for; one that it does not have is there without a status. */
export function asked(feed, components, group) {
  const ids = components.split(/[\s,]+/).filter(Boolean);
  const known = feed.components.filter((component) => !group || component.group === group);
  return ids[0] ? ids.map((name) => known.find(({ id }) => id === name) ?? {}) : known;
}

/**
 * State, level and words of feeds, the page's own first. Of the own feed a part may be asked for.
 */
export function truth(feeds, components, group) {
  const [own] = feeds;
  if (!isFresh(own, STALE_FOR_MS)) {
    return { state: 'error', level: 'unknown', label: 'Status unavailable' };
  }
  const isWhole = feeds.length < 2 && !components && !group;
  const [name, label] = level(isWhole ? own.status.level : rollUp(feeds, components, group));
  const at = Date.parse(own.generated_at);
  // By hand: to load what writes times in all languages is a third of the first paint.
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes()].map((number) => `${number}`.padStart(2, 0)).join(':');
  const shown = { state: 'ready', level: name, label, said: isWhole ? own.status.description : label, at, time };
  return isFresh(own) ? shown : { ...shown, state: 'stale', time: `as of ${time}` };
}

/**
 * The worst of all that is asked for, one step lower when an outage does not hit all. What is not there,
 * or not known any more, is unknown.
 */
function rollUp(feeds, components, group) {
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
