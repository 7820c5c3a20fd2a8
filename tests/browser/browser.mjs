// A real Chromium, and pages that are watched for everything an embed must never do.

import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Chromium's own chatter is kept off the network; root in a container has no sandbox. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** `flags` are added to those that every browser here is started with. */
export async function launch({ flags = [], ...settings } = {}) {
  return chromium.launch({ executablePath: EXECUTABLE, args: [...FLAGS, ...flags], ...settings });
}

/**
 * Opens an address in a context of its own and watches it from the first byte.
 *
 * The result's `blame()` throws when the page did what no page with the widget may: log an error,
 * throw, break a policy, set a cookie, or ask an origin not among `origins`. Its `shift()` is the
 * layout shift so far.
 */
export async function visit(browser, address, { origins = [], context: settings = {}, prepare = async () => {} } = {}) {
  const context = await browser.newContext(settings);
  const page = await context.newPage();
  const faults = [];
  const allowed = new Set([new URL(address).origin, ...origins]);
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.stack}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && !allowed.has(url.origin)) faults.push(`asked ${url}`);
  });
  await page.addInitScript(observe);
  await prepare(page);
  await page.goto(address);

  const blame = async () => {
    const violations = await page.evaluate(() => globalThis.policyViolations);
    const broken = violations.map((directive) => `policy violation: ${directive}`);
    const cookies = (await context.cookies()).map(({ name }) => `cookie ${name}`);
    assert.deepEqual([...faults, ...broken, ...cookies], []);
  };
  const shift = () => page.evaluate(() => globalThis.layoutShift);
  return { page, context, blame, shift };
}

/** Runs in the page, before anything of its own. */
function observe() {
  globalThis.layoutShift = 0;
  globalThis.policyViolations = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.layoutShift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('securitypolicyviolation', (event) => {
    globalThis.policyViolations.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
}

/** The widget in a page, by the state and level that it shows. */
export function widget(page, { variant, state, level } = {}) {
  const wanted = Object.entries({ variant, state, level }).filter(([, value]) => value !== undefined);
  return page.locator(`pilot-light${wanted.map(([name, value]) => `[${name}="${value}"]`).join('')}`);
}

/** Resolves when a widget in the page shows what is wanted. */
export async function reaches(page, wanted, { seconds = 30 } = {}) {
  await widget(page, wanted).first().waitFor({ state: 'attached', timeout: seconds * 1_000 });
}

/** Resolves when the WebAssembly has taken over from the loader. */
export async function takesOver(page) {
  // The loader's view of a panel is a link with this part too.
  const view = page.locator('pilot-light').locator('button[part~="badge"], div[part~="panel"]');
  await view.first().waitFor({ state: 'attached' });
}
