// A company with two services, one of which can be stopped, and a real server that watches them.

import { startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

/** Starts both and resolves when the feed says that they are well. */
export async function startCompany({ name = 'Acme', validFor } = {}) {
  const api = await HttpTarget.start();
  const web = await HttpTarget.start();
  const monitor = (target) => ({ kind: 'http', url: target.url, every: '1s', failures: 1, recoveries: 1 });
  const server = await startServer({
    name,
    refresh: '2s',
    validFor,
    groups: [{ id: 'core', name: 'Core' }],
    components: [
      { id: 'api', name: 'API', group: 'core', monitor: monitor(api) },
      { id: 'web', name: 'Website', monitor: monitor(web) },
    ],
  });
  const reaches = (level) => until(`the feed to say ${level}`, async () => (await server.feed()).status.level === level);
  await reaches('operational');
  return {
    origin: server.origin,
    feed: `${server.origin}/feed/v1/summary.json`,
    published: server.published,
    api,
    web,
    reaches,
    kill: () => server.kill(),
    async discard() {
      await server.discard();
      await Promise.all([api.stop(), web.stop()]);
    },
  };
}
