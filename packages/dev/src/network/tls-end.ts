import http from 'node:http';
import https from 'node:https';
import { handOn } from './hand-on.ts';
import { type LocalServer, listenLocally } from './server.ts';

export type TlsEndOptions = {
  readonly key: string;
  readonly cert: string;
  /** Address of the local host, which answers in place of the marketplace. */
  readonly hostUrl: string;
};

/** Ends the TLS of whoever believes to speak with the marketplace, and hands everything on to the host. */
export async function startTlsEnd({ key, cert, hostUrl }: TlsEndOptions): Promise<LocalServer> {
  const agent = new http.Agent({ keepAlive: true });
  const server = https.createServer({ key, cert }, (request, response) =>
    handOn({ request, response, url: hostUrl, agent }),
  );
  const end = await listenLocally(server);
  return {
    port: end.port,
    close: async () => {
      agent.destroy();
      await end.close();
    },
  };
}
