/** Reads JSON objects out of a text that comes in pieces. */
export type JsonObjects = {
  /** Takes a piece and answers what is whole by now. */
  readonly take: (piece: string) => unknown[];
  /** Whether everything so far made sense, and nothing is left half. */
  readonly isWhole: () => boolean;
};

/**
 * Objects one after the other, however they are framed: in an array, one to a line, or with nothing
 * between them. What is neither an object nor framing makes the rest unreadable.
 *
 * @see spec/partner-api.md §4.11
 */
export function jsonObjects(): JsonObjects {
  let text = '';
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isBroken = false;

  function takeOne(character: string): unknown {
    text += character;
    if (isInString) {
      if (isEscaped) isEscaped = false;
      else if (character === '\\') isEscaped = true;
      else if (character === '"') isInString = false;
      return undefined;
    }
    if (character === '"') isInString = true;
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    if (depth > 0) return undefined;
    const whole = text;
    text = '';
    return parsed(whole);
  }

  function parsed(whole: string): unknown {
    try {
      return JSON.parse(whole);
    } catch {
      isBroken = true;
      return undefined;
    }
  }

  return {
    take: (piece) => {
      const values: unknown[] = [];
      for (const character of piece) {
        if (isBroken) break;
        if (depth === 0 && character !== '{') {
          if (!framing.test(character)) isBroken = true;
          continue;
        }
        const value = takeOne(character);
        if (value !== undefined) values.push(value);
      }
      return values;
    },
    isWhole: () => !isBroken && depth === 0,
  };
}

/** Brackets of an array, its commas, and whatever stands between lines or records. */
const framing = /[[\],\s\ufeff]|\p{Cc}/u;
