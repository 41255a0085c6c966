import { isIP } from 'node:net';
import { role } from '@kontor/protocol/vocabulary';
import * as z from 'zod';

export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const last = words.at(-1);
  const allowed = `${words.slice(0, -1).join(', ')} or ${last}`;
  return { allowed, schema: z.enum(words) };
}

export function trueOrFalse() {
  const schema = z.enum(['true', 'false']).transform((text) => text === 'true');
  return { allowed: 'true or false', schema };
}

export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);
}

export function factor(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,6}(\.\d{1,3})?$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);
}

export function text(most: number) {
  return z.string().trim().min(1).max(most);
}

export function linesOf(value: string): string {
  return value
    .split(';')
    .map((line) => line.trim())
    .join('\n');
}

export function listOfText() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

/** What the platform calls a role, and which one it is here. */
export function pairsOfRoles() {
  return z
    .string()
    .transform((text) => text.split(',').map((pair) => pair.trim().split('=')))
    .pipe(z.array(z.tuple([z.string().min(1), role])))
    .transform((pairs) => Object.fromEntries(pairs));
}

/** An address, or a network as an address with the number of bits that count. */
export function isNetwork(named: string): boolean {
  const [address = '', bits, ...more] = named.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

export function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

export function isOrigin(text: string): boolean {
  if (!isHttpAddress(text)) return false;
  const { pathname, search, hash, username } = new URL(text);
  return pathname === '/' && search === '' && hash === '' && username === '';
}

export function isSmtpAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^smtps?:$/.test(protocol) && hostname !== '';
}

/** An address alone, or behind a name in angle brackets. */
export function isMailbox(text: string): boolean {
  const address = /^[^<>"\r\n]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  return z.email().safeParse(address).success;
}
