/**
 * A short text that is the same for calls that say the same, in whatever order their keys stand. It
 * tells nothing of what they say, which may be a credential.
 */
export async function fingerprintOf(call: unknown): Promise<string> {
  const said = new TextEncoder().encode(canonical(call));
  const digest = await crypto.subtle.digest('SHA-256', said);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function canonical(call: unknown): string {
  return JSON.stringify(call, (_key, value: unknown) => sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
