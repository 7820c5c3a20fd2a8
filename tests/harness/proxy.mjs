// Stands between a browser and a server and does harm on demand: the faults that networks have.

import { once } from 'node:events';
import http from 'node:http';

import { listen } from './targets.mjs';

/**
 * What becomes of a request: it is passed on (`pass`), what it did is not told (`lose`), it never arrives
 * (`drop`), or it is answered as the last one that was passed (`repeat`).
 *
 * `judge(method, path)` says it for each request; `asked` has all there were.
 */
export async function startProxy(target, judge = () => 'pass') {
  const asked = [];
  const kept = new Map();
  const proxy = { asked, judge };
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    const fate = proxy.judge(method, url);
    asked.push({ method, url, headers, fate });
    if (fate === 'drop') return response.destroy();
    const known = kept.get(`${method} ${url}`);
    const { connection, ...rest } = headers;
    const answer = fate === 'repeat' && known ? known : await pass(new URL(url, target), { method, headers: rest }, Buffer.concat(chunks));
    if (fate === 'lose') return response.destroy();
    kept.set(`${method} ${url}`, answer);
    return response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await listen(server, 0);
  proxy.origin = `http://127.0.0.1:${server.address().port}`;
  proxy.stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return proxy;
}

async function pass(address, options, body) {
  const request = http.request(address, { ...options, agent: false });
  request.end(body);
  const [response] = await once(request, 'response');
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  const { connection, 'transfer-encoding': encoding, ...headers } = response.headers;
  return { status: response.statusCode, headers, body: Buffer.concat(chunks) };
}
