import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

export type Authority = {
  /** The certificate that clients have to trust, as PEM and as DER. */
  readonly pem: string;
  readonly der: Buffer;
  /** A key and a certificate for these names, signed by it. */
  readonly certify: (names: readonly string[]) => { readonly key: string; readonly cert: string };
};

const DAY_MS = 86_400_000;
/** Longer than anybody leaves a provider running while working at it. */
const VALID_DAYS = 30;
/** For clients whose clock is a little behind. */
const EARLIER_DAYS = 1;
/** What a certificate of a server says that it is for. */
const FOR_SERVERS = [
  { name: 'basicConstraints', cA: false },
  { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
  { name: 'extKeyUsage', serverAuth: true },
];

/**
 * Makes an authority that nobody has trusted before and nobody will later: its private key is only in the
 * memory of this process, and it signs nothing but what is asked for here.
 */
export function createAuthority(name: string, now: Date): Authority {
  const keys = generateKeys();
  const subject = [{ shortName: 'CN', value: name }];
  const certificate = certificateOf(keys.publicKey, { subject, issuer: subject, now }, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  const pem = forge.pki.certificateToPem(certificate);
  return {
    pem,
    der: new X509Certificate(pem).raw,
    certify: (names) => {
      const own = generateKeys();
      const named = [{ shortName: 'CN', value: names[0] ?? name }];
      const altNames = names.map((value) => ({ type: DNS_NAME, value }));
      const signed = certificateOf(own.publicKey, { subject: named, issuer: subject, now }, [
        ...FOR_SERVERS,
        { name: 'subjectAltName', altNames },
        {
          name: 'authorityKeyIdentifier',
          keyIdentifier: certificate.generateSubjectKeyIdentifier().getBytes(),
        },
      ]);
      signed.sign(keys.privateKey, forge.md.sha256.create());
      return {
        key: forge.pki.privateKeyToPem(own.privateKey),
        cert: forge.pki.certificateToPem(signed),
      };
    },
  };
}

/** The kind of a name that is one of the domain name system. @see RFC 5280, 4.2.1.6 */
const DNS_NAME = 2;

type Names = {
  readonly subject: forge.pki.CertificateField[];
  readonly issuer: forge.pki.CertificateField[];
  readonly now: Date;
};

function certificateOf(
  publicKey: forge.pki.rsa.PublicKey,
  { subject, issuer, now }: Names,
  extensions: object[],
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  // a leading 1 keeps it positive and of one length
  certificate.serialNumber = `1${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now.getTime() - EARLIER_DAYS * DAY_MS);
  certificate.validity.notAfter = new Date(now.getTime() + VALID_DAYS * DAY_MS);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  certificate.setExtensions(extensions);
  return certificate;
}

/** Made by Node, which is a hundred times as fast at it. */
function generateKeys(): forge.pki.rsa.KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    publicKey: forge.pki.publicKeyFromPem(publicKey),
    privateKey: forge.pki.privateKeyFromPem(privateKey),
  };
}
