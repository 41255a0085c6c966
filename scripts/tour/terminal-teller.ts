import { abridge } from './abridge.ts';
import { describeCall, describeTarget } from './describe.ts';
import type { Beat, TourRecord } from './record.ts';
import type { TourListener } from './tour.ts';

const WIDTH = 88;
const SHORT: readonly Beat['kind'][] = ['check', 'between'];
const INDENT = '    ';

type Colour = 'bold' | 'dim' | 'green' | 'red' | 'cyan';
const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  red: [31, 39],
  cyan: [36, 39],
};

type Output = { readonly write: (text: string) => unknown; readonly isTTY?: boolean };

/** Tells the tour in a terminal while it goes on, in colour where there are colours. */
export function createTerminalTeller(output: Output): TourListener & {
  readonly onEnd: (record: TourRecord) => void;
} {
  const hasColours = output.isTTY === true && process.env.NO_COLOR === undefined;
  const paint = (colour: Colour, text: string) => {
    const [on, off] = CODES[colour];
    return hasColours ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
  const say = (text = '', indent = INDENT) => {
    for (const line of text.split('\n')) output.write(`${line ? indent + line : ''}\n`);
  };
  let former: Beat['kind'] | undefined;
  return {
    onStep: ({ title, about }, number) => {
      former = undefined;
      say(`\n${String(number).padStart(2)}  ${paint('bold', title)}`, '');
      say(wrap(about));
    },
    onBeat: (beat) => {
      // Short notices of one kind stand together; everything else has a line of air before it.
      if (beat.kind !== former || !SHORT.includes(beat.kind)) say();
      former = beat.kind;
      say(tell(beat, paint));
    },
    onEnd: ({ failure, steps, durationMs }) => {
      const seconds = (durationMs / 1000).toFixed(1);
      if (failure) {
        say(`\n${paint('red', `✗ ${failure.step}`)}`, '');
        say(`expected: ${failure.expected}`);
        say(`actual:   ${textOf(failure.actual)}`);
        return;
      }
      const checks = steps.flatMap(({ beats }) => beats).filter(({ kind }) => kind === 'check');
      const summary = `${steps.length} steps, ${checks.length} checks: everything is as it should be (${seconds} s).`;
      say(`\n${paint('green', summary)}`, '');
    },
  };
}

type Paint = (colour: Colour, text: string) => string;

function tell(beat: Beat, paint: Paint): string {
  switch (beat.kind) {
    case 'request':
      return tellRequest(beat, paint);
    case 'between':
      return paint('dim', describeCall(beat));
    case 'command':
      return `${paint('cyan', `$ ${beat.command}`)}\n${beat.output}`;
    case 'statement':
      return `${paint('cyan', beat.address)}\n${beat.sql}\n${paint('bold', '→')} ${beat.answer}`;
    case 'check':
      return paint('green', `✓ ${beat.what}`);
  }
}

function tellRequest(beat: Extract<Beat, { kind: 'request' }>, paint: Paint): string {
  const { method, requestBody, status, responseBody } = beat;
  const sent = requestBody === undefined ? '' : `\n${abridge(requestBody)}`;
  const received = responseBody === undefined ? '' : ` ${paint('dim', abridge(responseBody))}`;
  const line = `${paint('cyan', method)} ${describeTarget(beat)}`;
  return `${line}${sent}\n${paint('bold', `→ ${status}`)}${received}`;
}

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line && line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join('\n');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
