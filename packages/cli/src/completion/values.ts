import * as z from 'zod';
import { commands } from '../commands/index.ts';
import { readGlobalOptions } from '../global-options.ts';
import { createWriter } from '../output/writer.ts';
import { optionName } from '../program/option-name.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { type List, lists } from './lists.ts';
import type { TypedLine } from './typed-line.ts';

/** How long somebody waits for a suggestion, unless they say otherwise. */
const USUAL_SECONDS = '1';

type Asked = {
  /** Of an option or argument. */
  readonly name: string;
  readonly kind: 'option' | 'argument';
  readonly line: TypedLine;
  readonly world: World;
};

/** What an option or argument may be: one of a few words, a file, or what the host has. */
export async function valuesOf({ name, kind, line, world }: Asked): Promise<Candidates> {
  const words = fixedWords(fieldOf(name, kind, line));
  if (words !== undefined) return { found: words, areFiles: false };
  if (isFile(name, line)) return { found: [], areFiles: true };
  const list = lists[listOf(name, line)];
  if (list === undefined) return { found: [], areFiles: false };
  return { found: await askHost(list, line, world), areFiles: false };
}

function fieldOf(name: string, kind: Asked['kind'], { command }: TypedLine) {
  const shape = (kind === 'option' ? command?.options : command?.args)?.shape ?? {};
  return Object.entries(shape).find(([key]) => optionName(key) === optionName(name))?.[1];
}

/** The words of an enumeration. */
function fixedWords(field: z.core.$ZodType | undefined): readonly Candidate[] | undefined {
  let base = field;
  for (;;) {
    if (base instanceof z.ZodDefault || base instanceof z.ZodOptional) base = base.def.innerType;
    else if (base instanceof z.ZodPipe) base = base.def.in;
    else break;
  }
  if (!(base instanceof z.ZodEnum)) return undefined;
  return base.options.map((value) => ({ value: String(value), description: '' }));
}

/** Options and arguments that name a file of this machine. */
function isFile(name: string, { words }: TypedLine): boolean {
  return ['file', 'output', 'junit', 'html', 'badge'].includes(name) && words[0] !== undefined;
}

/** What is meant by a name; that of an integration depends on what is done with it. */
function listOf(name: string, { words }: TypedLine): string {
  const [noun = ''] = words;
  switch (name) {
    case 'projects':
    case 'connect':
      return 'project';
    case 'env':
    case 'environments':
      return 'environment';
    case 'name':
      // of `logs` and `open`, which take either
      return ['logs', 'open'].includes(noun) ? 'resource' : '';
    case 'integration':
      if (['integrations', 'calls'].includes(noun)) return 'published';
      return ['install', 'catalog', 'guide', 'admin', 'commission'].includes(noun)
        ? 'listing'
        : 'installation';
    default:
      return name;
  }
}

/** Asks as whoever types would, but nobody is asked back, and no trouble is told. */
async function askHost(list: List, line: TypedLine, world: World): Promise<readonly Candidate[]> {
  const { stdout, stderr, environment } = world;
  try {
    const timeout = environment.completionSeconds ?? USUAL_SECONDS;
    const options = readGlobalOptions({ ...line.options, timeout });
    const limit = AbortSignal.timeout(options.timeoutMs);
    const session = await openSession(
      { ...world, interrupted: AbortSignal.any([world.interrupted, limit]) },
      {
        options,
        writer: createWriter({
          ...{ stdout, stderr, isJson: true, isPlain: environment.isPlain },
          typed: () => world,
        }),
        commands,
        run: () => Promise.reject(new Error('nothing is run to complete a line')),
      },
    );
    return await list(session, line);
  } catch {
    return [];
  }
}
