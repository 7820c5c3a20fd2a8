// The page for an operator's browser: opens, updates and resolves incidents, and says what the public
// sees of it. Whatever comes from the server becomes text and never markup.

import { Refused, ask, change, list, random, send } from './ask.js';
import { chosenIn, inOrder, showComponents, showNamed } from './rows.js';
import { addressOf, clock, untilTold } from './told.js';

const TOKEN = 'pilotlight-console-token';
/** A change whose answer is not known outlives the page: a phone ends what is in the background. */
const UNSURE = 'pilotlight-console-unsure';
/** Between two looks at what the public is told. */
const LOOK_EVERY_MS = 15_000;
/** Beyond so many components there is a field to find one by its name. */
const MANY = 12;

/** Even to name one throws in a browser that keeps nothing. */
const STORAGES = [() => sessionStorage, () => localStorage];

const at = (id) => document.getElementById(id);
const words = (status) => status.replaceAll('_', ' ');

let token;
let summary;
let components = [];
/** Those of the incident that is about to be opened. */
const chooser = at('open').querySelector('.components');

/** Says how something went; with an address, where to see it. */
function say(place, text, { isBad = false, link } = {}) {
  // Said again, it would be read aloud again.
  if (!link && place.textContent === text) return;
  place.classList.toggle('bad', isBad);
  place.replaceChildren(text);
  if (!link) return;
  const anchor = document.createElement('a');
  Object.assign(anchor, { href: link, target: '_blank', rel: 'noopener noreferrer', textContent: 'Its public page' });
  place.append(' ', anchor);
}

/* The token: in this tab, or on the device when that was asked for. */

/** A browser that keeps nothing still lets its user in, for as long as the page is open. */
function stored(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function forgetToken() {
  token = undefined;
  for (const storage of STORAGES) stored(() => storage().removeItem(TOKEN));
}

function askForToken(text, isBad = true) {
  forgetToken();
  at('desk').hidden = at('forget').hidden = true;
  at('entry').hidden = false;
  say(at('entry-result'), text, { isBad });
  at('token').focus();
}

async function enter(candidate) {
  const button = at('entry').querySelector('button');
  button.disabled = true;
  say(at('entry-result'), 'Asking the server…');
  try {
    // A header has no other characters, and no token either.
    if (!/^[\x21-\x7e]+$/.test(candidate)) throw new Refused(401);
    await ask(candidate, 'status').catch((error) => {
      // Before its first publication it has nothing to tell, and lets us in all the same.
      if (!(error.status === 503 && error.isOurs)) throw error;
    });
    token = candidate;
    at('token').value = '';
    at('entry').hidden = true;
    at('desk').hidden = at('forget').hidden = false;
    await readAll();
    return true;
  } catch (error) {
    const isWrong = error.status === 401;
    if (isWrong) forgetToken();
    // Nobody types it twice because the network was away.
    at('token').value = isWrong ? '' : candidate;
    at('entry').hidden = false;
    say(at('entry-result'), isWrong ? 'The server does not take this token. Look whether it is whole, not revoked and not expired.' : sentence(error), { isBad: true });
    return false;
  } finally {
    button.disabled = false;
  }
}

function sentence(error) {
  const text = error.message;
  return `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Says why something has not worked. A token that is of no use any more is asked for anew. */
function fail(place, error, more = '') {
  if (error.status === 401) askForToken('The server does not take your token any more: it is revoked or has expired. What you typed is kept.');
  say(place, `${sentence(error)} ${more}`.trim(), { isBad: true });
}

/* What the public is told. */

function showPublic(read, now) {
  summary = read;
  const { status, page, incidents } = summary;
  say(at('look-result'), '');
  document.title = `${page.name} – Pilotlight console`;
  at('title').textContent = page.name;
  const level = at('level');
  level.textContent = status.description;
  level.dataset.level = status.level;
  const unwell = summary.components.filter((component) => component.status !== 'operational');
  const lines = unwell.map((component) => item(`${component.name}: ${words(component.status)}`));
  at('unwell').replaceChildren(...lines, ...incidents.map(({ name, status }) => item(`Incident: ${name} (${status})`)));
  const isOld = Date.parse(summary.valid_until) < now;
  at('as-of').classList.toggle('bad', isOld);
  const made = `Published ${clock(summary.generated_at, page.time_zone)}, revision ${summary.revision}`;
  at('as-of').textContent = isOld
    ? `${made}. Nobody believes it any more since ${clock(summary.valid_until, page.time_zone)}: the page has turned grey.`
    : `${made}.`;
}

function item(text) {
  const line = document.createElement('li');
  line.textContent = text;
  return line;
}

async function readPublic() {
  const { document: read, now } = await ask(token, 'status');
  showPublic(read, now);
}

/** Reads everything anew. What somebody has begun to type stays, on the version that it was typed on. */
async function readAll() {
  say(at('look-result'), 'Reading…');
  try {
    const [, known, open] = await Promise.all([readPublic(), list(token, 'components'), list(token, 'incidents?state=open')]);
    components = inOrder(known);
    showComponents(chooser, components);
    at('filter').parentElement.hidden = components.length <= MANY;
    showNamed(chooser, at('filter').value);
    showIncidents(open);
    say(at('look-result'), '');
  } catch (error) {
    fail(at('look-result'), error, summary ? 'What stands above is older.' : '');
  }
}

/* Changes: sent until their answer is known. */

/**
 * Lets a form send what `make` makes of it, and `done` see the answer. While that is waited for nothing
 * can be typed or sent; nor while nobody knows whether it was done, but for asking again.
 */
function submits(form, result, { make, done, refused = () => '', keep = () => {} }) {
  const buttons = [...form.querySelectorAll('button')];
  const labels = buttons.map((button) => button.textContent);
  const work = { sent: undefined, button: undefined };
  const lock = (isWaiting) => {
    const isLocked = isWaiting || work.sent !== undefined;
    form.querySelector('.typed').disabled = isLocked;
    buttons.forEach((button, place) => {
      const isIts = button === work.button;
      button.disabled = isWaiting || (isLocked && !isIts);
      button.textContent = isIts && isWaiting ? 'Waiting…' : isIts && isLocked ? 'Ask again' : labels[place];
    });
  };
  work.unsure = (sent, button = buttons[0]) => {
    Object.assign(work, { sent, button });
    lock(false);
    say(result, 'No answer has come: it may be done, or not. Ask again; it is done once.', { isBad: true });
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = event.submitter ?? buttons[0];
    if (work.sent === undefined) {
      const made = make(button.value);
      if (typeof made === 'string') return say(result, made, { isBad: true });
      Object.assign(work, { sent: made, button });
    }
    const { sent } = work;
    followed.delete(result);
    lock(true);
    say(result, 'Sending…');
    let answer;
    try {
      answer = await send(token, sent);
      work.sent = undefined;
    } catch (error) {
      if (!sent.isUnsure) work.sent = undefined;
      fail(result, error, sent.isUnsure ? 'It may be done, or not. Ask again; it is done once.' : await refused(error));
    }
    keep(work.sent);
    lock(false);
    if (document.activeElement === document.body) button.focus();
    if (answer) done(answer, button);
  });
  return work;
}

/** What is followed at each place. News of what was done before is not said over what came after it. */
const followed = new WeakMap();

/** Says when the public sees what was done; until then, that it does not. */
async function follow(result, incident, what) {
  if (incident.draft) return say(result, `${what}. It is a draft: the public sees nothing of it.`);
  followed.set(result, incident);
  const isNewest = () => followed.get(result) === incident;
  say(result, `${what}, and durable. Waiting for it to be published…`);
  const told = await untilTold(token, incident, () => {
    if (isNewest()) say(result, `${what}, and durable, but not published yet: the public does not see it. The log of the server says why.`, { isBad: true });
  });
  if (!isNewest()) return undefined;
  if (!told) return say(result, `${what}, and durable. Whether the public sees it is not known here: look again.`, { isBad: true });
  showPublic(told, Date.parse(told.generated_at));
  const since = clock(told.generated_at, told.page.time_zone);
  return say(result, `${what}. The public sees it since ${since}.`, { link: addressOf(told, incident) });
}

/* Open incidents. */

const cards = new Map();

function showIncidents(open) {
  const ids = new Set(open.map(({ id }) => id));
  for (const [id, card] of cards) {
    // One that is over and open again begins anew.
    if ((ids.has(id) && !card.incident.resolved_at) || card.work.sent) continue;
    card.element.remove();
    cards.delete(id);
  }
  for (const incident of open) showIncident(incident);
  at('none').hidden = 0 < cards.size;
}

function showIncident(incident) {
  const known = cards.get(incident.id);
  if (known) return known.show(incident);
  const card = cardOf(incident);
  cards.set(incident.id, card);
  at('incidents').prepend(card.element);
  at('none').hidden = true;
  return undefined;
}

function cardOf(first) {
  const element = at('incident').content.cloneNode(true).firstElementChild;
  const find = (selector) => element.querySelector(selector);
  const [status, message, parts, result] = [find('.status'), find('.message'), find('.components'), find('.result')];
  const card = { element, incident: first, result };
  const isTyped = () => message.value.trim() !== '' || status.value !== card.incident.status || 0 < Object.keys(chosenIn(parts)).length;
  const put = (incident) => {
    card.incident = incident;
    const last = incident.updates.at(-1);
    const zone = summary?.page.time_zone;
    const stands = incident.resolved_at ? `${incident.status}, over since ${clock(incident.resolved_at, zone)}` : `${incident.status}, began ${clock(incident.started_at, zone)}`;
    const hit = Object.entries(incident.components).map(([id, value]) => `${nameOf(id)}: ${words(value)}`);
    const marks = [incident.draft && 'a draft, which only operators see', incident.automatic && 'told by the monitors', incident.overdue && 'the promised update is overdue'];
    find('h3').textContent = incident.name;
    find('.stands').textContent = [stands, ...hit, ...marks].filter(Boolean).join(' · ');
    find('.said').textContent = last.body || 'Nothing was said with the last update.';
  };
  /** Shows what was read, unless somebody types: what is typed goes by the version that it was typed on. */
  card.show = (incident) => {
    if (card.work.sent || isTyped()) return;
    put(incident);
    status.value = incident.status;
  };
  find('details').addEventListener('toggle', () => showComponents(parts, components, card.incident.components));
  card.work = submits(find('form'), result, {
    make: (what) => {
      const said = { body: message.value, components: chosenIn(parts) };
      if (what !== 'resolve' && !isTyped()) return 'Type what is new, or choose another status.';
      said.status = what === 'resolve' ? 'resolved' : status.value;
      return change(`incidents/${card.incident.id}/updates`, said, card.incident.version);
    },
    refused: async (error) => {
      if (![404, 412, 428].includes(error.status)) return '';
      const before = card.incident.status;
      const read = await ask(token, `incidents/${card.incident.id}`).catch(() => undefined);
      if (!read) return 'Look again before you go on.';
      put(read.document);
      if (status.value === before && [...status.options].some(({ value }) => value === read.document.status)) status.value = read.document.status;
      return 'Somebody else has changed this incident since you read it; nothing of yours was written over it. What they said stands above. What you typed is kept: look whether it still fits, and tap again.';
    },
    done: (incident, button) => {
      message.value = '';
      find('details').open = false;
      parts.replaceChildren();
      put(incident);
      if (incident.resolved_at) find('form').hidden = true;
      else status.value = incident.status;
      follow(result, incident, button.value === 'resolve' ? 'Resolved' : 'Told');
    },
  });
  put(first);
  status.value = first.status;
  return card;
}

function nameOf(id) {
  return components.find((component) => component.id === id)?.name ?? id;
}

/* Everything begins. */

const openForm = at('open');
const openWork = submits(openForm, openForm.querySelector('.result'), {
  make: () => {
    const name = at('name').value.trim();
    if (!name) {
      at('name').focus();
      return 'Give it a name, in a few words.';
    }
    const said = { status: at('open-status').value, body: at('message').value, components: chosenIn(chooser) };
    // Named here, it cannot be opened twice, not even by another token, to which the key says nothing.
    const sent = change('incidents', { id: random(6), name, updates: [said] });
    stored(() => sessionStorage.setItem(UNSURE, JSON.stringify(sent)));
    return sent;
  },
  refused: async (error) => {
    if (error.status !== 409) return '';
    await readAll();
    return 'If it was opened before, it stands above.';
  },
  keep: (sent) => stored(() => (sent ? sessionStorage.setItem(UNSURE, JSON.stringify(sent)) : sessionStorage.removeItem(UNSURE))),
  done: (incident) => {
    openForm.reset();
    showComponents(chooser, components);
    showNamed(chooser, '');
    showIncident(incident);
    const { element, result } = cards.get(incident.id);
    say(openForm.querySelector('.result'), '');
    element.scrollIntoView({ block: 'start' });
    element.querySelector('h3').focus();
    follow(result, incident, 'Opened');
  },
});

at('entry').addEventListener('submit', async (event) => {
  event.preventDefault();
  const candidate = at('token').value.trim();
  if (!(await enter(candidate))) return;
  forgetToken();
  token = candidate;
  stored(() => STORAGES[Number(at('remember').checked)]().setItem(TOKEN, candidate));
});
at('forget').addEventListener('click', () => askForToken('The token is forgotten on this device.', false));
at('look').addEventListener('click', readAll);
at('filter').addEventListener('input', () => showNamed(chooser, at('filter').value));

const look = () => {
  if (token === undefined || document.hidden) return;
  if (components.length === 0) readAll();
  else readPublic().catch((error) => fail(at('look-result'), error, 'What stands above is older.'));
};
setInterval(look, LOOK_EVERY_MS);
document.addEventListener('visibilitychange', look);

const unsure = JSON.parse(stored(() => sessionStorage.getItem(UNSURE)) ?? 'null');
if (unsure) {
  const { name, updates: [said] } = JSON.parse(unsure.body);
  Object.assign(at('name'), { value: name });
  Object.assign(at('message'), { value: said.body });
  openWork.unsure({ ...unsure, isUnsure: true });
}
at('plain').hidden = isSecureContext;
const [ofTab, ofDevice] = STORAGES.map((storage) => stored(() => storage().getItem(TOKEN)));
at('remember').checked = !ofTab && Boolean(ofDevice);
const kept = ofTab ?? ofDevice;
if (kept) enter(kept);
else at('entry').hidden = false;
