import { createHash } from 'node:crypto';

/** What Java asks for before it reads a store; it protects nothing, because certificates are public. */
export const trustStorePassword = 'changeit';

const MAGIC = 0xfeedfeed;
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;
/** Java mixes this into the digest of every store. */
const SALT = 'Mighty Aphrodite';

/** Certificates (DER) as a store that Java reads ("JKS"), whichever tools the machine has. */
export function javaTrustStore(certificates: readonly Buffer[], now: Date): Buffer {
  const body = Buffer.concat([
    u32(MAGIC),
    u32(VERSION),
    u32(certificates.length),
    ...certificates.map((certificate, index) => entry(`trusted-${index}`, certificate, now)),
  ]);
  const digest = createHash('sha1')
    .update(Buffer.from(trustStorePassword, 'utf16le').swap16())
    .update(SALT)
    .update(body)
    .digest();
  return Buffer.concat([body, digest]);
}

function entry(alias: string, certificate: Buffer, now: Date): Buffer {
  const made = Buffer.alloc(8);
  made.writeBigInt64BE(BigInt(now.getTime()));
  return Buffer.concat([
    u32(TRUSTED_CERTIFICATE),
    text(alias),
    made,
    text('X.509'),
    u32(certificate.length),
    certificate,
  ]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
