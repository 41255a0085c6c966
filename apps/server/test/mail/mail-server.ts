import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export type ArrivedMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
};

/** A server that takes mail, and can be told to refuse it. Only who knows the password may send. */
export async function startMailServer() {
  const arrived: ArrivedMail[] = [];
  const script = {
    /** What the next connections that name a recipient are answered; empty for taking everything. */
    refusals: [] as { readonly code: number; readonly message: string }[],
    tries: 0,
  };
  const server = new SMTPServer({
    // the password goes over the loopback alone
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'kontor' && password === PASSWORD) return done(null, { user: username });
      return done(new Error('wrong password'));
    },
    onRcptTo: (_address, _session, done) => {
      script.tries += 1;
      const refusal = script.refusals.shift();
      if (refusal === undefined) return done();
      return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        arrived.push({ from, to, ...parse(Buffer.concat(chunks).toString('utf8')) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    settings: {
      smtpUrl: `smtp://kontor:${PASSWORD}@127.0.0.1:${port}`,
      from: 'Kontor <kontor@host.example>',
    },
    arrived,
    script,
    /** Waits for the mail to somebody, the newest of those that came. */
    to: (address: string) => arrived.findLast(({ to }) => to.includes(address)),
    down: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const PASSWORD = 'hunter2hunter2';

/** Reads a message of two alternatives, in the encodings that the sender uses. */
function parse(raw: string): Pick<ArrivedMail, 'headers' | 'text' | 'html'> {
  const { headers, body } = partOf(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = body.split(`--${boundary}`).map((each) => partOf(each.trimStart()));
  const of = (type: string) => {
    const part = parts.find((each) => each.headers['content-type']?.startsWith(type));
    return decode(part?.body ?? '', part?.headers['content-transfer-encoding']);
  };
  return { headers, text: of('text/plain'), html: of('text/html') };
}

function partOf(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), words(value.join(': '))];
    }),
  );
  return { headers, body: rest.join('\r\n\r\n') };
}

function decode(body: string, encoding = '7bit'): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  return quoted(body.replaceAll('=\r\n', ''));
}

/** Headers with words of their own encoding. @see RFC 2047 */
function words(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, value: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(value, 'base64').toString('utf8')
        : quoted(value.replaceAll('_', ' ')),
    );
}

function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
