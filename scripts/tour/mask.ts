const MASK = '••••';
/** Shorter texts are not secrets, and replacing them would tear words apart. */
const SHORTEST_SECRET = 6;

/** Members of bodies that hold a secret, whoever sends them. */
const SECRET_MEMBER = /^(secret|clientSecret|password|access_token|token)$/;
/** Names of variables whose values are secrets as a whole. */
const SECRET_VARIABLE = /(PASSWORD|SECRET|TOKEN|KEY)$/;
/** The password in an address. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)([^\s@/]+)@/gi;

export type Mask = {
  /** Remembers a secret, so that it is masked wherever it turns up. */
  learn(secret: string): void;
  /** Remembers the secrets among the variables of an environment. */
  learnVariables(variables: Readonly<Record<string, string>>): void;
  text(text: string): string;
  /** The same value with its secrets masked. */
  value(value: unknown): unknown;
};

/** Keeps secrets out of what the tour shows: by where they stand, and by what they are. */
export function createMask(): Mask {
  const secrets = new Set<string>();
  const learn = (secret: string) => {
    if (secret.length >= SHORTEST_SECRET) secrets.add(secret);
  };
  const text = (shown: string) => {
    const masked = shown.replaceAll(URL_PASSWORD, `$1${MASK}@`);
    return [...secrets].reduce((rest, secret) => rest.replaceAll(secret, MASK), masked);
  };
  const member = (name: string, value: unknown) => {
    const isSecret = SECRET_MEMBER.test(name) || SECRET_VARIABLE.test(name);
    return isSecret && typeof value === 'string' ? MASK : mask(value);
  };
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [text(name), member(name, inner)]),
    );
  };
  return {
    learn,
    learnVariables: (variables) => {
      for (const [name, value] of Object.entries(variables)) {
        if (SECRET_VARIABLE.test(name)) learn(value);
        for (const [, , password = ''] of value.matchAll(URL_PASSWORD)) {
          learn(password);
          learn(decodeURIComponent(password));
        }
      }
    },
    text,
    value: mask,
  };
}
