// What may be shown of a feed: the truth rule, as the WebAssembly has it too.

/** How long a feed past its promise is still shown, as past. */
const STALE_FOR_MS = 3_600_000;

const LEVELS = {
  operational: ['operational', 'Operational'],
  degraded_performance: ['degraded', 'Degraded'],
  partial_outage: ['partial', 'Partial outage'],
  major_outage: ['major', 'Major outage'],
  under_maintenance: ['maintenance', 'Maintenance'],
};
const UNKNOWN = ['unknown', 'Unknown'];

/** Name and words of a status; one that this version does not know is unknown. */
export const level = (word) => (Object.hasOwn(LEVELS, word) ? LEVELS[word] : UNKNOWN);

/** State, level, colour and words at `now`; nothing past its promise has a level's colour. */
export function truth(feed, now) {
  const overdue = feed ? now - Date.parse(feed.valid_until) : Infinity;
  if (STALE_FOR_MS < overdue) {
    return { state: 'error', level: 'unknown', tone: 'unknown', label: 'Status unavailable', said: '', time: '' };
  }
  const [name, label] = level(feed.status.level);
  const shown = { state: 'ready', level: name, tone: name, label, said: feed.status.description };
  shown.time = new Date(feed.generated_at).toLocaleTimeString('en-GB', { timeStyle: 'short' });
  return overdue <= 0 ? shown : { ...shown, state: 'stale', tone: 'unknown', time: `as of ${shown.time}` };
}
