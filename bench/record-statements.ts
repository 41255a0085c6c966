import { appendFileSync } from 'node:fs';
import pg from 'pg';

const EXPLAINABLE = /^\s*(select|insert|update|delete|with)\b/i;

/** Writes down each statement of this process once, with the values that it had then, a line each. */
export function recordStatements(path: string): void {
  const seen = new Set<string>();
  const { query } = pg.Client.prototype;
  const note = (given: unknown, values: unknown) => {
    const config = typeof given === 'string' ? { text: given, values } : given;
    if (typeof config !== 'object' || config === null || !('text' in config)) return;
    const { text } = config;
    if (typeof text !== 'string' || seen.has(text) || !EXPLAINABLE.test(text)) return;
    seen.add(text);
    const all = 'values' in config && Array.isArray(config.values) ? config.values : [];
    appendFileSync(path, `${JSON.stringify({ text, values: all.map(written) })}\n`);
  };
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    note(args[0], args[1]);
    return Reflect.apply(query, this, args);
  } as typeof query;
}

function written(value: unknown): unknown {
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value;
}
