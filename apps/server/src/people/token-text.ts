import { createHmac, hash } from 'node:crypto';
import { randomText } from '../ids.ts';

export type TokenKind = 'personal' | 'delegated' | 'agent' | 'machine' | 'service' | 'installation';

/** What each kind of token begins with, so that one found in a log or a commit says what it is. */
const prefix = {
  personal: 'kpt_',
  delegated: 'kdt_',
  agent: 'kat_',
  machine: 'kmt_',
  service: 'kst_',
  installation: 'kit_',
} as const satisfies Record<TokenKind, string>;

/** 256 bits in base 62. Only letters and digits, because some clients send nothing else. */
const RANDOM_CHARACTERS = 43;
const SHAPE = /^k[pdamsi]t_[0-9A-Za-z]{43}$/;

/** Mints a token. It is shown once; only its hash is kept. */
export function mintToken(kind: Exclude<TokenKind, 'installation'>): string {
  return prefix[kind] + randomText(RANDOM_CHARACTERS);
}

/**
 * The token of an installation, computed from a secret of the host, so that a repeated call to the
 * provider carries the same one although nobody stored it. `serial` counts an installation's tokens
 * from 0.
 */
export function installationTokenText(
  secret: Uint8Array,
  { installationId, serial }: { installationId: string; serial: number },
): string {
  const digest = createHmac('sha256', secret).update(`${installationId}:${serial}`).digest();
  return prefix.installation + base62(digest).padStart(RANDOM_CHARACTERS, '0');
}

/** What tokens of a kind begin with. */
export function prefixOf(kind: TokenKind): string {
  return prefix[kind];
}

/** Whether a text can be a token of this host; what cannot is not looked up. */
export function isTokenText(text: string): boolean {
  return SHAPE.test(text);
}

/** What a token is looked up by. Plain SHA-256 is enough: the text is 256 random bits. */
export function hashToken(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** The end of a token, for people to tell theirs apart. */
export function hintOf(text: string): string {
  return text.slice(-4);
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  while (rest > 0n) {
    text = ALPHABET[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}
