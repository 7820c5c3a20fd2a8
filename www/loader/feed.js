// What the words of a feed mean: its statuses, and its promise.

/** The words, from best to worst. */
export const STATUSES = ['operational', 'unknown', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];

/** One that this version does not know is unknown. */
export const rank = (status) => (STATUSES.includes(status) ? STATUSES.indexOf(status) : 1);

/** Name and words of a status: `partial_outage` is `partial`, "Partial outage". */
export function level(status) {
  const words = STATUSES[rank(status)].replace(/under_|_p.*/, '').replace('_', ' ');
  return [words.split(' ')[0], words[0].toUpperCase() + words.slice(1)];
}

/** Whether a feed's promise holds, or ended no longer ago than `late`; that of none never does. */
export const isFresh = (feed, late = 0) => Date.now() <= Date.parse(feed?.valid_until) + late;
