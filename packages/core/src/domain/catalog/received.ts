const shownLength = 40;

/** A received value as errors show it: short, and never more than its kind for what is not a plain value. */
export function received(value: unknown): string {
  if (Array.isArray(value)) return 'received an array';
  if (typeof value === 'object' && value !== null) return 'received an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `received ${text.length > shownLength ? `${text.slice(0, shownLength)}…` : text}`;
}

export function wrongType(subject: string, type: string, value: unknown): string {
  return `${subject} should be ${type}, ${received(value)}`;
}
