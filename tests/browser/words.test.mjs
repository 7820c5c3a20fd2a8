// Whatever operators write, or somebody who has got hold of their token: on the page and in the widget
// it stays words.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';
import { WORDS, found } from './words.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test('words of operators are nothing else, on the page and in the widget', async (t) => {
  const target = await TcpTarget.start();
  t.after(() => target.stop());
  const monitor = { kind: 'tcp', address: target.address, every: '1s' };
  const server = await startServer({
    admin: true,
    refresh: '1s',
    name: WORDS[1],
    components: [{ id: 'api', name: WORDS[0], description: WORDS[2], monitor }],
  });
  t.after(() => server.discard());
  for (const words of WORDS) {
    await server.operate('incident', 'open', words, '-c', 'api=degraded_performance', '-m', `${words}\n\n> ${words}\n\n- ${words}`);
  }
  await server.operate('maintenance', 'plan', WORDS[4], '--from', '1h', '--to', '2h', '-c', 'api', '-m', WORDS[5]);

  // A page that opens a moment too early would show the rest only at its next poll.
  await until('everything to be published', async () => {
    const { incidents, scheduled_maintenances: planned } = await (await fetch(`${server.origin}/feed/v1/feed.json`)).json();
    return incidents?.length === WORDS.length && planned?.length === 1;
  });

  const body = `<script async src="${server.origin}/widget.js"></script><pilot-light variant="panel"></pilot-light>`;
  const host = await serveForeignPage(server.origin, { body, script: false });
  t.after(host.stop);
  const page = await visit(browser, `${server.origin}/`);
  const foreign = await visit(browser, `${host.origin}/`, { origins: [server.origin] });
  t.after(() => Promise.all([page.context.close(), foreign.context.close()]));
  for (const { page: shown, blame } of [page, foreign]) {
    await takesOver(shown);
    await reaches(shown, { state: 'ready', level: 'degraded' });
    // As they were written, so they are read.
    await shown.getByText(WORDS[0]).locator('visible=true').first().waitFor();
    await shown.getByText(WORDS.at(-1)).locator('visible=true').first().waitFor();
    assert.deepEqual(await shown.evaluate(found), []);
    await blame();
  }
});

test('words that were more would be seen', async (t) => {
  const seen = [];
  for (const words of WORDS.slice(0, 3)) {
    const host = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><p>${words}</p>`);
    t.after(host.stop);
    const { page, context } = await visit(browser, `${host.origin}/`);
    t.after(() => context.close());
    seen.push((await page.evaluate(found)).length);
  }
  assert.ok(
    seen.every((faults) => 0 < faults),
    `${seen}`,
  );
});
