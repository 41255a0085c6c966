import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { type Authority, createAuthority } from '../tls/authority.ts';
import { javaTrustStore } from '../tls/java-trust-store.ts';
import { marketplaceNames } from './names.ts';
import { preloadFile } from './preload.ts';
import { startProxy } from './proxy.ts';
import { startTlsEnd } from './tls-end.ts';
import { type TrustFiles, type Variables, variablesOf } from './variables.ts';

export type ViewOptions = {
  /** Address of the host that answers in place of the marketplace. */
  readonly hostUrl: string;
  readonly isOffline: boolean;
  /** The variables of whoever starts the program. */
  readonly inherited: Variables;
  readonly now: Date;
  readonly onRefused?: (name: string) => void;
};

/** What a program has to be started with, to meet the local host where it calls the marketplace. */
export type NetworkView = {
  /** Above the inherited ones. */
  readonly variables: Variables;
  readonly close: () => Promise<void>;
};

/**
 * Opens a private view of the network: a TLS end and a proxy at free ports of the loopback, and a folder
 * with what clients have to trust. All of it is gone when it is closed, and nothing else was changed.
 */
export async function openView(options: ViewOptions): Promise<NetworkView> {
  const { hostUrl, isOffline, inherited, now, onRefused = () => {} } = options;
  const authority = createAuthority('Kontor dev (throw-away)', now);
  const tlsEnd = await startTlsEnd({ ...authority.certify(marketplaceNames), hostUrl });
  const upstream = upstreamIn(inherited);
  const shared = { tlsPort: tlsEnd.port, isOffline };
  const proxy = await startProxy({ ...shared, hostUrl, upstream, onRefused });
  const folder = await mkdtemp(join(tmpdir(), 'kontor-dev-'));
  const files = filesIn(folder);
  await writeTrust(files, { authority, inherited, now });
  await writeFile(files.preload, preloadFile({ ...shared, names: marketplaceNames }));
  return {
    variables: variablesOf({ files, proxyPort: proxy.port, inherited }),
    close: async () => {
      await proxy.close();
      await tlsEnd.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function filesIn(folder: string): TrustFiles {
  return {
    authority: join(folder, 'authority.pem'),
    bundle: join(folder, 'bundle.pem'),
    javaStore: join(folder, 'trust.jks'),
    preload: join(folder, 'preload.mjs'),
  };
}

type Trust = {
  readonly authority: Authority;
  readonly inherited: Variables;
  readonly now: Date;
};

async function writeTrust(files: TrustFiles, { authority, inherited, now }: Trust): Promise<void> {
  const extra = await readIfThere(inherited.NODE_EXTRA_CA_CERTS);
  const system = await readIfThere(inherited.SSL_CERT_FILE);
  const trusted = [...rootCertificates, system, extra, authority.pem].filter((pem) => pem !== '');
  await writeFile(files.authority, [extra, authority.pem].join('\n'));
  await writeFile(files.bundle, trusted.join('\n'));
  const ders = rootCertificates.map((pem) => new X509Certificate(pem).raw);
  await writeFile(files.javaStore, javaTrustStore([...ders, authority.der], now));
}

/** What was trusted before stays trusted. */
async function readIfThere(path: string | undefined): Promise<string> {
  return path ? readFile(path, 'utf8').catch(() => '') : '';
}

/** A proxy that speaks https itself is no way out for us; what goes there is dialled directly. */
function upstreamIn(inherited: Variables): string | undefined {
  const named = inherited.https_proxy || inherited.HTTPS_PROXY;
  return named && URL.parse(named)?.protocol === 'http:' ? named : undefined;
}
