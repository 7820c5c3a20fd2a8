// Times in the reader's own zone, and word of news on pages that show the present. Everything is there
// without it; the widget follows by itself and is left alone.

const { lang, dataset: { zone: page } } = document.documentElement;
// The page's language as it is written where the reader is, when that is the reader's too. English without
// a country has days before months, as the page has.
const language = navigator.languages.find((tag) => tag.startsWith(`${lang}-`)) ?? (lang === 'en' ? 'en-GB' : lang);

/** The day of an instant by a clock of a zone; by the reader's own without one. */
const day = (at, timeZone) => at.toLocaleDateString('sv-SE', { timeZone });

function localise(time) {
  const at = new Date(time.dateTime);
  // Years and digits are those of the page.
  const clock = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short', calendar: 'gregory', numberingSystem: 'latn' };
  const words = (hasDay, timeZone) => at.toLocaleString(language, { ...clock, ...(hasDay && { day: 'numeric', month: 'short', year: 'numeric' }), timeZone });
  // Where both clocks show the same there is nothing to convert.
  if (words(true) === words(true, page)) return;
  const isOneDay = day(at) === day(at, page);
  const beside = document.createElement('bdi');
  beside.className = 'beside';
  if (time.closest('.past')) {
    // Below a day or a month of the page's zone the page's times stay, and the reader's stand beside them.
    beside.textContent = ` (${words(!isOneDay)})`;
  } else {
    // What was said without its day is of the day that its range begins on, or of today; that may be another one here.
    const [start = time] = time.closest('.range')?.querySelectorAll('time') ?? [];
    const near = start === time ? new Date() : new Date(start.dateTime);
    // A year, and no offset such as +0545.
    const hasDay = /(^|[^-+\d])\d{4}/.test(time.textContent) || day(at) !== day(near);
    time.textContent = words(hasDay);
    beside.textContent = ` (${words(!isOneDay, page)})`;
  }
  time.after(beside);
}

try {
  // Those within the element are the widget's, which takes their place, and those of the foot stand in a
  // line with other words: what moved would be seen.
  document.querySelectorAll('time:not(pilot-light *, footer *)').forEach(localise);
} catch {
  // A zone that this browser does not know: the page's own times stay.
}

/** The tab says what the element says, however long ago it was opened; what is old says nothing. */
function entitle(element) {
  const { title } = document;
  const words = element.querySelector('h1')?.textContent.trim();
  if (!words || !title.startsWith(`${words} · `)) return;
  const whose = title.slice(words.length + 3);
  new MutationObserver(() => {
    const state = element.getAttribute('state');
    if (state === 'ready') document.title = element.status ? `${element.status} · ${whose}` : title;
    else if (state === 'stale' || state === 'error') document.title = whose;
  }).observe(element, { attributeFilter: ['state', 'level'] });
}

document.querySelectorAll('pilot-light').forEach(entitle);

const follow = document.querySelector('.follow');
const POLL_MS = 60_000;
let until = 0;
let skew = 0;

async function look() {
  try {
    const answer = await fetch('/feed/v1/summary.json', { signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw answer;
    const feed = await answer.json();
    const watched = follow.dataset.watched;
    const one = document.querySelector('.event') && watched.split(' ')[0];
    const open = one ? feed.incidents : [...feed.maintenances, ...feed.scheduled_maintenances];
    const lines = open
      .filter(({ id }) => !one || id === one)
      .map((it) => [it.id, it.status, it.updates?.[0]?.at, it.starts_at, it.ends_at].join(' '));
    follow.querySelector('.changed').hidden = lines.join('\n') === watched;
    skew = Date.parse(answer.headers.get('date')) - Date.now() || 0;
    until = Date.parse(feed.valid_until);
  } catch {
    // Not reached: the promise of what was read last runs out by itself.
  }
  // What is no time keeps no promise.
  const isStale = !(Date.now() + skew <= until);
  follow.querySelector('.doubt').hidden = !isStale;
  document.body.classList.toggle('stale', isStale);
}

if (follow) {
  look();
  setInterval(look, POLL_MS);
  document.addEventListener('visibilitychange', () => document.hidden || look());
}
