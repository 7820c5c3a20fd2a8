// Times in the reader's own zone, and word of news on pages that show the present. Everything is there
// without it. The status page needs no more than this as long as there is no news: only then the widget
// comes, whose panel takes the place of what was published, and follows by itself. What stands below it,
// planned work and the past, follows from here: it is taken over from the page as it is published then.

const { lang, dataset: { zone: page } } = document.documentElement;
// The page's language as it is written where the reader is, when that is the reader's too. English without
// a country has days before months, as the page has.
const language = navigator.languages.find((tag) => tag.startsWith(`${lang}-`)) ?? (lang === 'en' ? 'en-GB' : lang);
/** A year, and no offset such as +0545. */
const YEAR = /(^|[^-+\d])\d{4}/;

const idle = (run) => (self.requestIdleCallback ?? setTimeout)(run);
const clock = (at) => [at.getHours(), at.getMinutes()].map((part) => `${part}`.padStart(2, '0')).join(':');

/** Whether the page's clock and the reader's show the same: then there is nothing to convert. */
const isSame = (text, at) => text.includes(clock(at)) && (!YEAR.test(text) || text.split(/\D+/).includes(`${at.getDate()}`));

/** The day of an instant by a clock of a zone; by the reader's own without one. */
const day = (at, timeZone) => at.toLocaleDateString('sv-SE', { timeZone });

/**
 * Whether it takes the day to say when this is: it was said with it, or by the reader's clock it is of another
 * one than its range begins on, or than today.
 */
function needsDay(time, at) {
  const [start = time] = time.closest('.range')?.querySelectorAll('time') ?? [];
  const near = start === time ? new Date() : new Date(start.dateTime);
  return YEAR.test(time.textContent) || at.toDateString() !== near.toDateString();
}

/** By `Intl`: the first time is a long task of the browser's own, so it is for moments when nothing else is. */
function written(at, hasDay, timeZone) {
  // Years and digits are those of the page.
  const shown = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short', calendar: 'gregory', numberingSystem: 'latn', timeZone };
  if (hasDay) Object.assign(shown, { day: 'numeric', month: 'short', year: 'numeric' });
  return at.toLocaleString(language, shown);
}

/** By hand, as the widget writes English. */
function english(at, hasDay) {
  // Mon Nov 23 2026 12:03:10 GMT+0100 (…)
  const [, month, day, year, , zone] = `${at}`.split(' ');
  const offset = zone.replace(/^GMT([-+])0?(\d+)(\d\d)$/, (_, sign, hours, minutes) => (minutes > 0 ? `${sign}${hours}:${minutes}` : hours > 0 ? sign + hours : ''));
  return `${hasDay ? `${+day} ${month} ${year}, ` : ''}${clock(at)} UTC${offset}`;
}

/** Within the element, where the widget's come: what stood beside them would move the rest. */
function convert(time, write) {
  const at = new Date(time.dateTime);
  const text = time.textContent;
  if (isSame(text, at)) return;
  const hasDay = needsDay(time, at);
  time.title = text;
  time.textContent = write(at, hasDay);
}

/** The reader's and the page's, one beside the other. */
function localise(time) {
  const at = new Date(time.dateTime);
  if (isSame(time.textContent, at)) return;
  const isOneDay = day(at) === day(at, page);
  const beside = document.createElement('bdi');
  beside.className = 'beside';
  if (time.closest('.past')) {
    // Below a day or a month of the page's zone the page's times stay.
    beside.textContent = ` (${written(at, !isOneDay)})`;
  } else {
    time.textContent = written(at, needsDay(time, at));
    beside.textContent = ` (${written(at, !isOneDay, page)})`;
  }
  time.after(beside);
}

function each(times, write) {
  try {
    times.forEach(write);
  } catch {
    // A zone or a language that this browser does not know: the page's own times stay.
  }
}

const own = document.querySelectorAll('pilot-light time');
if (lang === 'en') own.forEach((time) => convert(time, english));
idle(() => {
  // Those of the foot stand in a line with other words: what moved would be seen.
  each(document.querySelectorAll('time:not(pilot-light *, footer *)'), localise);
  if (lang !== 'en') each(own, (time) => convert(time, written));
});

/** The tab says what the element says, however long ago it was opened; what is old says nothing. */
function entitle(element) {
  const { title } = document;
  const words = element.querySelector('h1')?.textContent.trim();
  if (!words || !title.startsWith(`${words} · `)) return;
  const whose = title.slice(words.length + 3);
  new MutationObserver(() => {
    const state = element.getAttribute('state');
    if (state === 'stale' || state === 'error' || element.matches('.old')) document.title = whose;
    else if (state === 'ready') document.title = element.status ? `${element.status} · ${whose}` : title;
  }).observe(element, { attributeFilter: ['state', 'level', 'class'] });
}

const POLL_MS = 60_000;
/** The clock is looked at this often: timers do not count the time that a laptop sleeps. */
const LOOK_MS = 20_000;
const HOUR_MS = 3_600_000;
/** A widget that is called for comes within this or not at all. */
const PATIENCE_MS = 10_000;
let until = 0;
let skew = 0;

/** Calls `show` with the feed, and `judge` with how long ago its promise has ended, in milliseconds. */
async function look(show, judge, cache) {
  try {
    const answer = await fetch('/feed/v1/summary.json', { cache, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw answer;
    const feed = await answer.json();
    show(feed);
    skew = Date.parse(answer.headers.get('date')) - Date.now() || 0;
    until = Date.parse(feed.valid_until);
  } catch {
    // Not reached: the promise of what was read last runs out by itself.
  }
  judge(late());
}

const late = () => Date.now() + skew - until;
/** What is no time keeps no promise. */
const isStale = (ms) => !(ms <= 0);
/** An event as the page has it. */
const line = (it) => [it.id, it.status, it.updates?.[0]?.at, it.starts_at, it.ends_at].join(' ');

/** The page of one event or of all that are planned says so when there is news: somebody may be reading. */
function watch(follow) {
  const { watched } = follow.dataset;
  const one = document.querySelector('.event') && watched.split(' ')[0];
  const show = (feed) => {
    const open = one ? feed.incidents : [...feed.maintenances, ...feed.scheduled_maintenances];
    follow.querySelector('.changed').hidden = open.filter(({ id }) => !one || id === one).map(line).join('\n') === watched;
  };
  const judge = (ms) => {
    follow.querySelector('.doubt').hidden = !isStale(ms);
    document.body.classList.toggle('stale', isStale(ms));
  };
  // No newer than what a link to the same page leads to.
  const again = () => look(show, judge, 'default');
  again();
  setInterval(again, POLL_MS);
  document.addEventListener('visibilitychange', () => document.hidden || again());
}

/** How often a page is asked for that lacks news: a cache may answer with an older one for a while. */
const MOST_TRIES = 5;
/** The sections below the status that follow. */
const BELOW = ['ahead', 'past'];

/** Reads this page as it is published now. The policy of the page leaves no other parser to a script. */
function reread(take) {
  const request = new XMLHttpRequest();
  request.open('GET', location.href);
  request.setRequestHeader('cache-control', 'max-age=0');
  request.responseType = 'document';
  request.timeout = 10_000;
  request.onload = () => request.response && take(request.response);
  request.send();
}

/** Puts the newest form of a section, or none, in the place of what stands there, if that is another one. */
function replace(newest, name) {
  const old = document.querySelector(`main > .${name}`);
  const next = newest[name];
  if (old ? next && old.isEqualNode(next) : !next) return;
  const held = old?.contains(document.activeElement) && document.activeElement;
  const heir = held && next && [...next.querySelectorAll('a')].find(({ href }) => href === held.href);
  if (held && !heir) {
    // Nobody loses the place where they are: it waits until they go on. The focus of a window that is left stays.
    old.addEventListener('focusout', () => setTimeout(replace, 0, newest, name), { once: true });
    return;
  }
  if (!next) old.remove();
  else if (old) old.replaceWith(next);
  else if (name === 'ahead') document.querySelector('main > .news').after(next);
  else document.querySelector('main').append(next);
  if (heir) heir.focus({ preventScroll: true });
}

/** Keeps the sections below the status: gives what is to be told each feed, and what of the present it says. */
function keep({ watched, ahead, revision }, since) {
  const newest = {};
  let known = { lines: watched, ahead, revision: +revision, since };
  let wanted;
  let tries = 0;

  const take = (page) => {
    const element = page.querySelector('pilot-light');
    const { dataset } = element ?? page.documentElement;
    if (!(known.revision < +dataset.revision) || page.documentElement.lang !== lang) return;
    known = { lines: dataset.watched, ahead: dataset.ahead, revision: +dataset.revision, since: Date.parse(element.querySelector('.as-of time').dateTime) };
    idle(() => {
      for (const name of BELOW) {
        const next = page.querySelector(`main > .${name}`);
        if (next) each(document.adoptNode(next).querySelectorAll('time'), localise);
        newest[name] = next;
        replace(newest, name);
      }
    });
  };

  return (feed, lines) => {
    const hours = Math.floor((Date.parse(feed.generated_at) - known.since) / HOUR_MS);
    // Where planned work is not shown, it is no news.
    const planned = known.ahead === undefined ? undefined : feed.scheduled_maintenances.map(line).join('\n');
    const isNews = lines !== known.lines || planned !== known.ahead || 0 < hours;
    if (!isNews || !(known.revision < feed.revision)) return;
    const said = [lines, planned, hours].join('\n\n');
    tries = said === wanted ? tries + 1 : 1;
    wanted = said;
    if (tries <= MOST_TRIES) reread(take);
  };
}

/** The status page: `live` holds the widget's script, `element` what was published. */
function hold(live, element) {
  const { watched } = element.dataset;
  const time = element.querySelector('.as-of time');
  const since = Date.parse(time.dateTime);
  let askedAt = 0;
  let timer;
  // Whether the widget was called for, whether it should have come by now, and whether its panel stands here.
  let isCalled = false;
  let isMissed = false;
  let isTaken = false;
  const follow = element.dataset.revision && keep(element.dataset, since);

  const show = (feed) => {
    const components = feed.components.map((it) => [it.id, it.status, it.since].join(' '));
    const lines = [feed.status.level, ...components, ...feed.incidents.map(line), ...feed.maintenances.map(line)].join('\n');
    const isNews = lines !== watched;
    if (follow) follow(feed, lines);
    if (isTaken) return;
    // Where the widget cannot run, what stands here is old when there is news.
    element.classList.toggle('old', isNews && isMissed);
    if (isCalled) return;
    // While an incident is open the widget has more to offer, and bars that are old lack what happened since.
    if (isNews || feed.incidents.length || HOUR_MS < Date.parse(feed.generated_at) - since) {
      call(feed, isNews);
      return;
    }
    element.setAttribute('level', feed.status.level.replace(/^under_|_.*/g, ''));
    if (time.dateTime === feed.generated_at) return;
    time.dateTime = feed.generated_at;
    const write = (how) => {
      time.textContent = how(new Date(feed.generated_at), true);
    };
    if (lang === 'en') write(english);
    else idle(() => write(written));
  };
  const judge = (ms) => {
    if (isTaken && !follow) return;
    clearTimeout(timer);
    timer = setTimeout(again, isStale(ms) ? LOOK_MS : Math.min(LOOK_MS, 1 - ms));
    if (isCalled) return;
    const isPast = until && ms <= HOUR_MS;
    element.setAttribute('state', isStale(ms) ? (isPast ? 'stale' : 'error') : 'ready');
    if (isStale(ms) && !isPast) element.setAttribute('level', 'unknown');
  };
  const again = () => {
    // The clock tells at once; before the first answer there is nothing to tell.
    if (askedAt) judge(late());
    // A page that is opened behind another one asks once.
    if ((document.hidden && askedAt) || Date.now() < askedAt + POLL_MS) return;
    ask();
  };
  const ask = () => {
    askedAt = Date.now();
    look(show, judge, 'no-cache');
  };
  const askNow = () => document.hidden || (isTaken && !follow) || ask();

  function call(feed, isNews) {
    isCalled = true;
    // What says more than the page is said aloud as soon as it stands there, in the page's language.
    const hasChanged = !watched.startsWith(`${feed.status.level}\n`);
    const names = feed.incidents.filter(({ id }) => !watched.includes(`\n${id} `)).map(({ name }) => name);
    const missed = setTimeout(() => {
      isMissed = true;
      askNow();
    }, PATIENCE_MS);
    const taken = new MutationObserver(() => {
      if (!element.shadowRoot?.querySelector('[part~="panel"]')) return;
      taken.disconnect();
      clearTimeout(missed);
      isTaken = true;
      element.classList.remove('old');
      document.querySelector('.news').textContent = [...(hasChanged ? [element.status] : []), ...names].join('. ');
    });
    taken.observe(element, { attributeFilter: ['state'] });
    const script = live.content.firstElementChild.cloneNode();
    script.onerror = () => {
      taken.disconnect();
      clearTimeout(missed);
      isMissed = true;
      isCalled = false;
      element.classList.toggle('old', isNews);
    };
    document.head.append(script);
  }

  again();
  document.addEventListener('visibilitychange', askNow);
}

const follow = document.querySelector('.follow');
const live = document.querySelector('template.live');
if (follow) watch(follow);
document.querySelectorAll('pilot-light').forEach(entitle);
if (live) hold(live, document.querySelector('pilot-light'));
