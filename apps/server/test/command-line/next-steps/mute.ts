import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to the host on which no change is ever answered. */
export async function openMute(hostUrl: string) {
  const server = createServer((request, response) => {
    if (request.method !== 'GET') return;
    const { authorization = '' } = request.headers;
    fetch(`${hostUrl}${request.url}`, { headers: { authorization } }).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(await answer.text());
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
