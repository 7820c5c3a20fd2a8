// A published site without the server that made it, and with promises that end when a test says.

import { serveFolder } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

/**
 * Lets a real server publish a page with one healthy component, then does without the server and
 * gives `serve(validUntil)`, which serves the files with the feeds' promise ending at that time
 * (milliseconds, as `Date.now()`).
 */
export async function publishHealthyPage() {
  const target = await HttpTarget.start();
  const monitor = { kind: 'http', url: target.url, every: '1s' };
  const server = await startServer({ components: [{ id: 'api', name: 'API', monitor }] });
  await until('the published feed to be operational', async () => (await server.feed()).status.level === 'operational');
  await server.kill();
  await target.stop();

  const serve = (validUntil) =>
    serveFolder(server.published, {
      edit: (file, body) => {
        if (!/\/(summary|feed)\.json$/.test(file)) return body;
        const feed = JSON.parse(body);
        feed.valid_until = new Date(validUntil).toISOString();
        feed.generated_at = new Date(validUntil - 60_000).toISOString();
        return JSON.stringify(feed);
      },
    });
  return { serve, discard: () => server.discard() };
}
