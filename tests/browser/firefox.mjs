// A real Firefox, as distributions ship it: driven by WebDriver BiDi, which it speaks itself.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import WebSocket from 'ws';

const EXECUTABLE = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** Why there are no tests in Firefox here; false where there is one. */
export const missing = existsSync(EXECUTABLE) ? false : `there is no ${EXECUTABLE}; name one in FIREFOX`;

/** Keys as WebDriver numbers them. */
export const ESCAPE = '\ue00c';

/** Starts a Firefox with a profile of its own; `open(address)` gives a tab, `close()` ends it all. */
export async function launchFirefox() {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'pilotlight-firefox-'));
  const browser = spawn(EXECUTABLE, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = async () => {
    if (browser.exitCode === null && browser.signalCode === null && browser.kill('SIGKILL')) await once(browser, 'exit');
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const socket = await connect(browser);
    const call = caller(socket);
    await call('session.new', { capabilities: {} });
    const close = async () => {
      socket.terminate();
      await kill();
    };
    return { open: (address) => open(call, address), close };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function connect(browser) {
  let listening;
  for await (const line of createInterface({ input: browser.stderr })) {
    [, listening] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (listening) break;
  }
  assert.ok(listening, 'firefox ended before it listened');
  // Whatever it has to say from now on is not read; a full pipe would stop it.
  browser.stderr.resume();
  const socket = new WebSocket(`${listening}/session`);
  await once(socket, 'open');
  return socket;
}

function caller(socket) {
  const waiting = new Map();
  socket.on('message', (text) => {
    const { id, type, result, error, message } = JSON.parse(text);
    const { resolve, reject } = waiting.get(id) ?? {};
    if (type === 'success') resolve?.(result);
    else reject?.(new Error(`${error}: ${message}`));
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = waiting.size + 1;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });
}

/** A tab: `evaluate(expression)` in the page, `press(key)`, and `close()`. */
async function open(call, url) {
  const { context } = await call('browsingContext.create', { type: 'tab' });
  await call('browsingContext.navigate', { context, url, wait: 'complete' });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await call('script.evaluate', { expression, target: { context }, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  };
  const press = async (value) => {
    const actions = [{ type: 'keyDown', value }, { type: 'keyUp', value }];
    await call('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
  };
  return { evaluate, press, close: () => call('browsingContext.close', { context }) };
}
