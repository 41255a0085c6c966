import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, setPriority } from 'node:os';

/**
 * Answers so many bytes to everything and does nothing else. It gives way to everything else on the machine,
 * as in life it is on another one.
 */
setPriority(constants.priority.PRIORITY_LOW);
const body = Buffer.alloc(Number(process.argv[2]), ' ');
const server = http.createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
