// A company of any size: components that are all well, each with an HTTP monitor.

import { startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

/** Components a group holds, as on a page that people can read. */
const GROUP_SIZE = 10;

/**
 * Starts a server that watches `count` components of one target, and resolves when it has
 * published how each is: well, but for what people have told. The first component has a target of its
 * own, `single`, to be hurt.
 */
export async function startCompany(count, { every = '10s', ...settings } = {}) {
  const [shared, single] = await Promise.all([HttpTarget.start(), HttpTarget.start()]);
  const eager = { every, failures: 1, recoveries: 1 };
  const numbers = Array.from({ length: count }, (_, index) => index);
  const groups = numbers
    .filter((number) => number % GROUP_SIZE === 0)
    .map((number) => ({ id: `g-${number / GROUP_SIZE}`, name: `Group ${number / GROUP_SIZE}` }));
  const components = numbers.map((number) => ({
    id: `c-${number}`,
    name: `Component ${number}`,
    group: groups[Math.floor(number / GROUP_SIZE)].id,
    monitor: { kind: 'http', url: number === 0 ? single.url : shared.url, ...eager },
  }));
  const server = await startServer({ groups, components, ...settings });
  const discard = () => Promise.all([server.discard(), shared.stop(), single.stop()]);
  try {
    await until(
      `${count} components to be checked`,
      async () => (await server.feed()).components.every(({ status }) => status !== 'unknown'),
      { seconds: 120 },
    );
  } catch (error) {
    await discard();
    throw error;
  }
  return { server, single, discard };
}
