/** A JSON value that PostgreSQL's `jsonb` takes: its strings are well formed and hold no NUL. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Stands where a secret stood; it begins like no JSON and no page, so that a text stays a text. */
export const hidden = '***';

/** The most bytes of a body that are kept, as JSON text. */
export const longestRecordedBody = 8 * 1024;

/**
 * A body without its secrets, for the record of calls. Whatever stands under a name that speaks of
 * secrets goes, whole; of the protocol's `secrets` the names stay. In all other text, passwords inside
 * URLs, bearer tokens and JWTs are cut out.
 *
 * A body that is too long becomes text that breaks off. What stands in lists behind that is not even
 * looked at: of thousands of rows, cutting secrets out would cost more than keeping them. It says how many
 * bytes it had, as it came where that is known.
 */
export function redactBody(body: unknown, bytesAsItCame?: number): Json {
  const budget = { left: longestRecordedBody };
  const kept = redact(body, { isSecret: false, depth: 0, budget });
  const text = JSON.stringify(kept);
  const bytes = Buffer.byteLength(text);
  if (bytes <= longestRecordedBody) return kept;
  const whole =
    bytesAsItCame ?? (budget.left > 0 ? bytes : Buffer.byteLength(JSON.stringify(body)));
  return `${beginning(text)}… (${whole} bytes)`;
}

/** A path with its query, redacted by the same rules; values that are JSON text are read as JSON. */
export function redactPath(path: string): string {
  const [place = '', query] = path.split('?');
  if (query === undefined) return place;
  const shown = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(query)) {
    const kept = redactBody({ [name]: parsed(value) });
    const one = typeof kept === 'object' && kept !== null ? Object.values(kept)[0] : kept;
    shown.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
  return `${place}?${shown}`;
}

/** Text with everything cut out that looks like a credential. */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text) && text.isWellFormed()) return text;
  return text
    .toWellFormed()
    .replaceAll('\0', '')
    .replace(/(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g, `$1${hidden}`)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`)
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, hidden);
}

/** Stands in every text of which anything is cut out. Of the texts of a body it does in next to none. */
const SUSPICIOUS = /:\/\/|bearer|basic|eyJ|\0/i;

type Place = {
  readonly isSecret: boolean;
  /** Inside the protocol's own list of secrets, where names are not secret. */
  readonly keepsNames?: boolean;
  readonly depth: number;
  /** Characters until nothing more is kept. */
  readonly budget: { left: number };
};

function redact(value: unknown, place: Place): Json {
  if (place.depth > deepest) return hidden;
  const inner = { ...place, depth: place.depth + 1 };
  if (Array.isArray(value)) return redactList(value, inner);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => {
        place.budget.left -= key.length;
        return [redactText(key), redact(item, under(key, inner))];
      }),
    );
  }
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
  if (place.isSecret) return hidden;
  if (typeof value === 'number') return value;
  const text = redactText(String(value));
  place.budget.left -= text.length;
  return text;
}

/** The items that there is room for, each of which takes some at least. */
function redactList(items: readonly unknown[], place: Place): Json {
  const kept: Json[] = [];
  for (const item of items) {
    if (place.budget.left <= 0) break;
    place.budget.left -= 1;
    kept.push(redact(item, place));
  }
  return kept;
}

function under(key: string, place: Place): Place {
  if (key === 'secrets') return { ...place, isSecret: true, keepsNames: true };
  if (place.keepsNames && (key === 'name' || key === 'prefix'))
    return { ...place, isSecret: false };
  return secretName.test(key) ? { ...place, isSecret: true, keepsNames: false } : place;
}

const secretName =
  /passw|passphrase|token|secret|authori[sz]ation|credential|cookie|environmentoverrides|(api|private|access)[-_]?key|connection[-_]?(string|ur[il])|\bdsn\b/i;

/** No message of the protocol nests nearly so deep; a body that does must not exhaust the stack. */
const deepest = 32;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The first bytes of a text, without half a character at the end. */
function beginning(text: string): string {
  const bytes = Buffer.from(text).subarray(0, longestRecordedBody);
  return new TextDecoder().decode(bytes, { stream: true });
}
