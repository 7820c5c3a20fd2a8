// The same in Firefox, where there is one: the badge and the panel show a live status there too.
//
// The Firefox that distributions ship is driven by WebDriver BiDi, which it speaks itself.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import WebSocket from 'ws';

import { badge, serveForeignPage, strictPolicy } from './foreign.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { until } from '../harness/until.mjs';

const EXECUTABLE = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const skip = existsSync(EXECUTABLE) ? false : `there is no ${EXECUTABLE}; name one in FIREFOX`;

/** Starts a Firefox with a profile of its own and opens `address`; gives `evaluate(expression)`. */
async function open(t, address) {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'pilotlight-firefox-'));
  const browser = spawn(EXECUTABLE, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(async () => {
    if (browser.exitCode === null && browser.kill('SIGKILL')) await once(browser, 'exit');
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  let listening;
  for await (const line of createInterface({ input: browser.stderr })) {
    [, listening] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (listening) break;
  }
  assert.ok(listening, 'firefox ended before it listened');
  const socket = new WebSocket(`${listening}/session`);
  t.after(() => socket.terminate());
  await once(socket, 'open');
  const waiting = new Map();
  socket.on('message', (text) => {
    const { id, type, result, error, message } = JSON.parse(text);
    const { resolve, reject } = waiting.get(id) ?? {};
    if (type === 'success') resolve?.(result);
    else reject?.(new Error(`${error}: ${message}`));
  });
  const call = (method, params) =>
    new Promise((resolve, reject) => {
      const id = waiting.size + 1;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await call('session.new', { capabilities: {} });
  const { contexts } = await call('browsingContext.getTree', {});
  const [{ context }] = contexts;
  await call('browsingContext.navigate', { context, url: address, wait: 'complete' });
  return async (expression) => {
    const { result, exceptionDetails } = await call('script.evaluate', { expression, target: { context }, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  };
}

test('in Firefox the badge and the panel are live, under a strict policy', { skip }, async (t) => {
  const site = await publishHealthyPage();
  t.after(() => site.discard());
  let promisedUntil = Date.now() + 3_600_000;
  const files = await site.serve((feed) => promise(promisedUntil)(feed));
  const body = `${badge(files.origin)}</p><pilot-light variant="panel"></pilot-light><p>`;
  const host = await serveForeignPage(files.origin, { body, policy: strictPolicy(files.origin) });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const evaluate = await open(t, `${host.origin}/`);
  const shown = (selector, tag) => evaluate(`document.querySelector('${selector}').shadowRoot?.querySelector('${tag}')?.textContent`);
  await until('the badge to be live', async () => /Operational/.test(await shown('pilot-light', 'button[part~="badge"]')));
  await until('the panel to be live', async () => /All systems operational.*API/.test(await shown('[variant=panel]', 'div[part~="panel"]')));
  assert.equal(await evaluate(`[...document.querySelectorAll('pilot-light')].map((each) => each.getAttribute('state')).join()`), 'ready,ready');

  await evaluate(`document.querySelector('pilot-light').open()`);
  await until('the panel above the page to open', () => evaluate(`Boolean(document.querySelector('pilot-light').shadowRoot.querySelector('[popover]:popover-open [part~="row"]'))`));

  // The control: the same page reads unknown of the same feed past its promise.
  promisedUntil = Date.now() - 7_200_000;
  await evaluate(`location.reload()`);
  await until('the badge to be unavailable', async () => /unavailable/.test(await shown('pilot-light', '[part~="badge"]')));
});
