// The least that an HTTP server does: what a request costs before it does anything for Matrix.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ANSWER = '{"hello":"world"}';

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length });
  response.end(ANSWER);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));
