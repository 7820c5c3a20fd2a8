// Services to watch, which can be stopped, started, slowed and made to fail while they are
// watched. They keep their port, so that one that comes back is the same target to the server.

import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

/** An HTTP service that answers every request with `status` after `delayMs`. */
export class HttpTarget {
  status = 200;
  delayMs = 0;
  /** When it answered first since this was last cleared, as `performance.now()`. */
  answeredAt;
  #server = http.createServer((request, response) => this.#answer(response));

  static async start(settings = {}) {
    const target = Object.assign(new HttpTarget(), settings);
    await listen(target.#server, 0);
    target.port = target.#server.address().port;
    return target;
  }

  get url() {
    return `http://127.0.0.1:${this.port}/`;
  }

  async stop() {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async startAgain() {
    await listen(this.#server, this.port);
  }

  #answer(response) {
    setTimeout(() => {
      response.writeHead(this.status, { 'content-type': 'text/plain' });
      response.end(`${this.status}\n`);
      this.answeredAt ??= performance.now();
    }, this.delayMs);
  }
}

/** A TCP port that accepts connections and says nothing. */
export class TcpTarget {
  #server = net.createServer((socket) => {
    // The other side may reset the connection; that is its right and no news.
    socket.on('error', () => socket.destroy());
    socket.end();
  });

  static async start() {
    const target = new TcpTarget();
    await listen(target.#server, 0);
    target.port = target.#server.address().port;
    return target;
  }

  get address() {
    return `127.0.0.1:${this.port}`;
  }

  async stop() {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async startAgain() {
    await listen(this.#server, this.port);
  }
}

/** A loopback port that is free now: `wanted`, or any when that one is taken. */
export async function freePort(wanted = 0) {
  const server = net.createServer();
  try {
    await listen(server, wanted);
  } catch (error) {
    if (error.code !== 'EADDRINUSE' || wanted === 0) throw error;
    return freePort();
  }
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export async function listen(server, port) {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
