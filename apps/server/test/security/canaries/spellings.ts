/**
 * Every way in which a text may stand somewhere without being seen: as it is, in hex, in base64 and
 * base64url wherever it begins in a longer text, in an address, in JSON, in JSON in JSON, and in markup.
 */
export function spellingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const json = JSON.stringify(text).slice(1, -1);
  const shifted = (['base64', 'base64url'] as const).flatMap((encoding) =>
    [0, 1, 2].map((before) => middleOf(bytes, before).toString(encoding)),
  );
  return [
    ...new Set([
      text,
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ...shifted,
      encodeURIComponent(text),
      new URLSearchParams({ a: text }).toString().slice(2),
      json,
      JSON.stringify(json).slice(1, -1),
      text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    ]),
  ];
}

/** The bytes of it that make whole characters of base64 when so many other bytes go before. */
function middleOf(bytes: Buffer, before: number): Buffer {
  const skipped = (3 - before) % 3;
  const whole = Math.floor((bytes.length - skipped) / 3) * 3;
  return bytes.subarray(skipped, skipped + whole);
}
