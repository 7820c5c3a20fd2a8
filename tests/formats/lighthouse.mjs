// Lighthouse in the browser that the other tests use.

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A browser for audits: `{ port, stop }`. */
export async function launchPhone() {
  const chrome = await launch({ chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromeFlags: FLAGS });
  return { port: chrome.port, stop: async () => chrome.kill() };
}

/**
 * Audits an address as a throttled phone does: the score of each category from 0 to 1, the names of the
 * audits in it that are not whole, and all audits.
 */
export async function audit({ port }, address, categories) {
  const lhr = await measured(address, { port, onlyCategories: categories, logLevel: 'error', output: 'json' });
  const all = Object.entries(lhr.categories);
  const isFailed = ({ id, weight }) => 0 < weight && lhr.audits[id].score !== null && lhr.audits[id].score < 1;
  return {
    scores: Object.fromEntries(all.map(([name, { score }]) => [name, score])),
    failed: Object.fromEntries(all.map(([name, { auditRefs }]) => [name, auditRefs.filter(isFailed).map(({ id }) => id)])),
    audits: lhr.audits,
  };
}

/** On a busy machine its own recording fails now and then, and it asks to be run again. */
async function measured(address, settings, attempts = 4) {
  const { lhr } = await lighthouse(address, settings);
  if (!lhr.runtimeError) return lhr;
  if (attempts === 1) throw new Error(`Lighthouse: ${lhr.runtimeError.message}`);
  return measured(address, settings, attempts - 1);
}
