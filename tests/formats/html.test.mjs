// Every published page, and every drawing, by the checkers of others: html-validate, and the Nu Html
// Checker of the W3C where there is a Java to run it.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { HtmlValidate } from 'html-validate';

import { startPage } from './page.mjs';
import { until } from '../harness/until.mjs';

const VNU = String(createRequire(import.meta.url)('vnu-jar'));
/** Bytes of all complaints at most. */
const MOST_BYTES = 16 * 1024 * 1024;

const RULES = {
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // How a text is written, not what it says.
    'attribute-boolean-style': 'off',
    'doctype-style': 'off',
    'void-style': 'off',
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    // Only where no script runs: a page that stands still would show what is over.
    'meta-refresh': 'off',
    // Feeds of ours are loaded by scripts of ours, from the same origin.
    'require-sri': 'off',
    // The form of the snippet builder sends nothing: it answers while one chooses.
    'wcag/h32': 'off',
  },
  elements: ['html5', { 'pilot-light': { flow: true, phrasing: true, permittedContent: ['@flow'] } }],
};

let server;
let discard;
let pages;
let drawings;
before(async () => {
  ({ server, discard } = await startPage({
    page: { languages: ['ar'] },
    groups: [{ id: 'core', name: 'Core & more' }],
    components: [
      { id: 'web', name: 'Web <main>', group: 'core', description: 'What "everybody" sees.' },
      { id: 'api', name: 'API' },
    ],
  }));
  const text = 'First *thing*: `code`\n\n- one\n- two\n\n> said\n\n[a link](https://acme.example/?a=b&c=d)';
  await server.operate('incident', 'open', 'Over <now>', '-c', 'web=major_outage', '-m', text);
  await server.operate('incident', 'resolve', '-m', 'Over.');
  await server.operate('incident', 'open', 'Slow', '-c', 'web=degraded_performance', '-m', text);
  await server.operate('maintenance', 'plan', 'Disks', '--from', '1h', '--to', '2h', '-c', 'api', '-m', text);
  await server.operate('maintenance', 'plan', 'Never', '--from', '3h', '--to', '4h', '-c', 'api', '-m', text);
  const { scheduled_maintenances: planned } = await until('both are planned', async () => {
    const feed = await server.feed();
    return feed.scheduled_maintenances.length === 2 && feed;
  });
  await server.operate('maintenance', 'cancel', planned[1].id, '-m', 'Not needed.');
  await until('all is published', async () => {
    // In the folder the feed is written last.
    const feed = JSON.parse(await readFile(path.join(server.published, 'feed/v1/feed.json'), 'utf8'));
    return feed.past_maintenances?.length === 1 && feed.past_incidents?.length === 1 && feed.incidents.length === 1;
  });
  const names = await readdir(server.published, { recursive: true });
  const of = (ending) => names.filter((name) => name.endsWith(ending)).map((name) => path.join(server.published, name));
  [pages, drawings] = [of('.html'), of('.svg')];
});
after(async () => {
  await discard?.();
});

test('html-validate finds nothing in any page', async () => {
  const checker = new HtmlValidate(RULES);
  const faults = [];
  for (const page of pages) {
    const { results } = await checker.validateString(await readFile(page, 'utf8'), page);
    for (const { messages } of results)
      for (const { ruleId, message, line, column } of messages)
        faults.push(`${path.relative(server.published, page)}:${line}:${column} ${ruleId}: ${message}`);
  }
  assert.deepEqual(faults, []);
  assert.ok(10 < pages.length);
  // The control: what is wrong is found.
  const broken = (await readFile(pages[0], 'utf8')).replace('</title>', '</title><img src="/a.png"><p><div></p>');
  assert.equal((await checker.validateString(broken, 'broken.html')).valid, false);
});

test('the Nu Html Checker finds nothing in any page or drawing', async (t) => {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
  } catch {
    t.skip('there is no java');
    return;
  }
  // The control stands beside them: starting the checker takes longer than all pages.
  const broken = path.join(server.home, 'broken.html');
  await writeFile(broken, '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p id="a"><p id="a"></body></html>');
  const faults = await nuHtmlChecker([...pages, ...drawings, broken]);
  const [ofControl, ofOurs] = [true, false].map((is) => faults.filter(({ url }) => url.endsWith('/broken.html') === is));
  assert.deepEqual(ofOurs.map(({ url, lastLine, message }) => `${url.replace(/.*\/public\//, '')}:${lastLine} ${message}`), []);
  assert.notDeepEqual(ofControl, []);
});

/** What is wrong with files. */
async function nuHtmlChecker(files) {
  // It does not live long enough for the better of two compilers, and needs a deep stack.
  const java = ['-Xss8m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-jar', VNU];
  const how = ['--format', 'json', '--stdout', '--exit-zero-always', '--also-check-svg'];
  const { stdout } = await promisify(execFile)('java', [...java, ...how, ...files], { maxBuffer: MOST_BYTES });
  return JSON.parse(stdout).messages.filter(({ type }) => type === 'error');
}
