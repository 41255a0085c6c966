import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers so many bytes to everything and does nothing else. */
const body = Buffer.alloc(Number(process.argv[2]), ' ');
const server = http.createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
