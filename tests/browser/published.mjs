// A published site without the server that made it, and with promises that end when a test says.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { serveFolder } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

/**
 * Lets a real server publish a page with one healthy component, then does without the server and
 * gives `serve(rewrite)`, which serves the files with each feed document as `rewrite` returns it, and
 * lets `watch` see each request.
 */
export async function publishHealthyPage() {
  const target = await HttpTarget.start();
  const monitor = { kind: 'http', url: target.url, every: '1s' };
  const server = await startServer({ components: [{ id: 'api', name: 'API', monitor }] });
  // The files themselves: they are written after the server answers with what is in them.
  await until('the published feeds to be operational', async () => {
    const read = async (name) => JSON.parse(await readFile(path.join(server.published, 'feed/v1', name), 'utf8'));
    const feeds = await Promise.all(['summary.json', 'feed.json'].map(read));
    return feeds.every(({ status }) => status.level === 'operational');
  });
  await server.kill();
  await target.stop();

  const serve = (rewrite, { watch } = {}) =>
    serveFolder(server.published, {
      watch,
      edit: async (file, body) =>
        /\/(summary|feed)\.json$/.test(file) ? JSON.stringify(await rewrite(JSON.parse(body))) : body,
    });
  return { serve, folder: server.published, discard: () => server.discard() };
}

/** Makes a feed's promise end at `until` (milliseconds, as `Date.now()`). */
export function promise(until) {
  const time = (milliseconds) => new Date(milliseconds).toISOString();
  return (feed) => ({ ...feed, generated_at: time(until - 60_000), valid_until: time(until) });
}

/**
 * Lets a status page, not opened yet, find that one of its components is as it is since another time. That is news,
 * at which the widget takes the place of what was published.
 */
export const bringNews = (page) =>
  page.route('**/feed/v1/summary.json', async (route) => {
    const response = await route.fetch();
    const feed = await response.json();
    feed.components[0].since = '2026-01-01T00:00:00Z';
    await route.fulfill({ response, json: feed });
  });
