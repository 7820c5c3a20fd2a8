// What may be shown of a feed: the truth rule, as the WebAssembly has it too.

/** How long a feed past its promise is still shown, as past. */
const STALE_FOR_MS = 3_600_000;

/** The words of the feed, from best to worst. */
const STATUSES = ['operational', 'unknown', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];

/** Name and words of a status: `partial_outage` is `partial`, "Partial outage". */
export function level(status) {
  // One that this version does not know is unknown.
  const word = STATUSES.includes(status) ? status : 'unknown';
  const name = word.replace(/^under_|_.*/g, '');
  return [name, name[0].toUpperCase() + name.slice(1) + (word.endsWith('outage') ? ' outage' : '')];
}

/** State, level, colour and words at `now`; nothing past its promise has a level's colour. */
export function truth(feed, now, components, group) {
  const overdue = feed ? now - Date.parse(feed.valid_until) : Infinity;
  if (STALE_FOR_MS < overdue) {
    return { state: 'error', level: 'unknown', tone: 'unknown', label: 'Status unavailable', said: '', time: '' };
  }
  const isPart = components || group;
  const [name, label] = level(isPart ? worst(feed, components, group) : feed.status.level);
  const at = Date.parse(feed.generated_at);
  // By hand: to load what writes times in all languages is a third of the first paint.
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes()].map((number) => `${number}`.padStart(2, 0)).join(':');
  const shown = { state: 'ready', level: name, tone: name, label, said: isPart ? label : feed.status.description, at, time };
  return overdue <= 0 ? shown : { ...shown, state: 'stale', tone: 'unknown', time: `as of ${time}` };
}

/** The worst of the components that are asked for; of nothing, nothing is known. */
function worst(feed, components, group) {
  const isWanted = ({ id, group: of }) => (!components || components.split(/[\s,]+/).includes(id)) && (!group || of === group);
  const words = feed.components.filter(isWanted).map(({ status }) => status);
  return STATUSES.filter((status) => words.includes(status)).pop();
}
