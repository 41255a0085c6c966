import { trustStorePassword } from '../tls/java-trust-store.ts';

export type TrustFiles = {
  /** The throw-away authority alone, as PEM. */
  readonly authority: string;
  /** The authorities of the system and that one, as PEM. */
  readonly bundle: string;
  /** The same for Java. */
  readonly javaStore: string;
  /** What Node loads before a program. */
  readonly preload: string;
};

export type ViewOptions = {
  readonly files: TrustFiles;
  readonly proxyPort: number;
  readonly inherited: Variables;
};

export type Variables = Readonly<Record<string, string | undefined>>;

/** Names that are called without a proxy. */
const HERE = ['localhost', '127.0.0.1', '::1'];

/** The variables by which programs of any language find their way to the local host, above the inherited ones. */
export function variablesOf({ files, proxyPort, inherited }: ViewOptions): Variables {
  return {
    ...proxyVariables(`http://127.0.0.1:${proxyPort}`),
    ...bundleVariables(files.bundle),
    // Node adds these to its own authorities
    NODE_EXTRA_CA_CERTS: files.authority,
    NODE_USE_ENV_PROXY: '1',
    NODE_OPTIONS: joined(inherited.NODE_OPTIONS, `--import ${quoted(fileUrl(files.preload))}`),
    DENO_CERT: files.authority,
    JAVA_TOOL_OPTIONS: joined(inherited.JAVA_TOOL_OPTIONS, javaOptions(files, proxyPort)),
  };
}

/** Most programs read small letters, some only capital ones. */
function proxyVariables(url: string): Variables {
  const all = { http_proxy: url, https_proxy: url, no_proxy: HERE.join(',') };
  const capital = Object.entries(all).map(([name, value]) => [name.toUpperCase(), value]);
  return { ...all, ...Object.fromEntries(capital) };
}

/** OpenSSL (and with it Go, Ruby and Python's `ssl`), Python's requests, curl, and the client of AWS. */
function bundleVariables(bundle: string): Variables {
  return {
    SSL_CERT_FILE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    CURL_CA_BUNDLE: bundle,
    AWS_CA_BUNDLE: bundle,
  };
}

function javaOptions({ javaStore }: TrustFiles, proxyPort: number): string {
  const properties = {
    'https.proxyHost': '127.0.0.1',
    'https.proxyPort': proxyPort,
    'http.proxyHost': '127.0.0.1',
    'http.proxyPort': proxyPort,
    'http.nonProxyHosts': 'localhost|127.*|[::1]',
    'javax.net.ssl.trustStore': javaStore,
    'javax.net.ssl.trustStoreType': 'JKS',
    'javax.net.ssl.trustStorePassword': trustStorePassword,
  };
  return Object.entries(properties)
    .map(([name, value]) => quoted(`-D${name}=${value}`))
    .join(' ');
}

/** What was there stays, and ours comes last. */
function joined(inherited: string | undefined, own: string): string {
  return inherited ? `${inherited} ${own}` : own;
}

/** Both Node and Java split at spaces, outside of double quotes. */
function quoted(text: string): string {
  return text.includes(' ') ? `"${text}"` : text;
}

function fileUrl(path: string): string {
  return new URL(`file://${encodeURI(path)}`).href;
}
