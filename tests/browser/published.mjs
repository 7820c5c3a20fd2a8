// A published site without the server that made it, and with promises that end when a test says.

import { serveFolder } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

/**
 * Lets a real server publish a page with one healthy component, then does without the server and
 * gives `serve(rewrite)`, which serves the files with each feed document as `rewrite` returns it.
 */
export async function publishHealthyPage() {
  const target = await HttpTarget.start();
  const monitor = { kind: 'http', url: target.url, every: '1s' };
  const server = await startServer({ components: [{ id: 'api', name: 'API', monitor }] });
  await until('the published feed to be operational', async () => (await server.feed()).status.level === 'operational');
  await server.kill();
  await target.stop();

  const serve = (rewrite) =>
    serveFolder(server.published, {
      edit: (file, body) =>
        /\/(summary|feed)\.json$/.test(file) ? JSON.stringify(rewrite(JSON.parse(body))) : body,
    });
  return { serve, discard: () => server.discard() };
}

/** Makes a feed's promise end at `until` (milliseconds, as `Date.now()`). */
export function promise(until) {
  const time = (milliseconds) => new Date(milliseconds).toISOString();
  return (feed) => ({ ...feed, generated_at: time(until - 60_000), valid_until: time(until) });
}
