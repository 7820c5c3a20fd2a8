// What the public is told: read from what is published, never from what we meant to publish.

import { ask } from './ask.js';

/** Publishing takes moments. After this a person wants to know that something holds it up. */
const SOON_MS = 10_000;
const LOOK_EVERY_MS = 400;
/** Once it is late. */
const LOOK_LATE_EVERY_MS = 3_000;
/** A time of the clock alone would be taken for today's. */
const FAR_MS = 12 * 3_600_000;
/** Nobody waits at the page any longer. */
const MOST_MS = 10 * 60_000;

/**
 * Whether a published summary has an incident as it stands in an answer. One that is over is not in
 * the summary any more; that it was not yet there is excluded by the time.
 */
export function isTold(summary, incident) {
  const shown = summary.incidents.find(({ id }) => id === incident.id);
  const last = incident.updates.at(-1);
  if (incident.resolved_at) return !shown && (incident.changed_at ?? last.at) <= summary.generated_at;
  const told = shown?.updates?.[0];
  if (!told) return false;
  return last.at < told.at || (last.at === told.at && shown.status === incident.status);
}

/**
 * Looks until an incident is told, and resolves with the summary that has it; with none when nobody
 * can wait that long. `late` is called once when it is not there soon.
 */
export async function untilTold(token, incident, late) {
  const began = performance.now();
  let isLate = false;
  for (;;) {
    try {
      const { document } = await ask(token, 'status');
      if (isTold(document, incident)) return document;
    } catch (error) {
      if (error.status === 401) return undefined;
    }
    const waited = performance.now() - began;
    if (MOST_MS < waited) return undefined;
    if (SOON_MS <= waited && !isLate) {
      isLate = true;
      late();
    }
    await new Promise((resolve) => setTimeout(resolve, isLate ? LOOK_LATE_EVERY_MS : LOOK_EVERY_MS));
  }
}

/** The public address of an incident; none where the page's own is no web address. */
export function addressOf(summary, incident) {
  const base = summary.page.url;
  return /^https?:/.test(base) ? new URL(`incidents/${encodeURIComponent(incident.id)}/`, base).href : undefined;
}

/** A time by the page's clock, as everywhere else: `03:12:45 CET`, with the day where it was another. */
export function clock(at, zone) {
  const hour = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short' };
  const isFar = FAR_MS < Math.abs(Date.now() - Date.parse(at));
  const options = isFar ? { day: 'numeric', month: 'short', year: 'numeric', ...hour } : hour;
  try {
    return new Date(at).toLocaleString('en-GB', { ...options, timeZone: zone });
  } catch {
    return new Date(at).toLocaleString('en-GB', options);
  }
}
