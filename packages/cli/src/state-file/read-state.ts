import type { DesiredState } from '@kontor/protocol/vocabulary';
import { desiredState, valuesOf } from '@kontor/protocol/vocabulary/desired-state';
import type { LineCounter, ParsedNode } from 'yaml';
import { flawsIn } from './flaws.ts';
import { placeOf } from './place-of.ts';

/** Something that is wrong with a file, and where: both count from 1. */
export type Flaw = { readonly line: number; readonly column: number; readonly message: string };

export type StateFile = {
  readonly desired: DesiredState;
  /** Where something of the desired state stands in the file. */
  readonly locate: (
    path: readonly PropertyKey[],
    isOfKey?: boolean,
  ) => Pick<Flaw, 'line' | 'column'>;
};

export type ReadState =
  | { readonly isGood: true; readonly file: StateFile }
  | { readonly isGood: false; readonly flaws: readonly Flaw[] };

/** Reads a desired state from YAML; what is wrong is told with its line and column, all at once. */
export async function readState(text: string): Promise<ReadState> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const locate = locatorIn(lines, document.contents);
  if (document.errors.length > 0) {
    const flaws = document.errors.map(({ pos, message }) => ({
      ...placeAt(lines, pos[0]),
      message: message.replaceAll(/\s+/g, ' '),
    }));
    return { isGood: false, flaws };
  }
  const content = contentOf(document);
  if (!content.isGood)
    return { isGood: false, flaws: [{ line: 1, column: 1, message: content.why }] };
  const parsed = desiredState.safeParse(content.value ?? {});
  if (parsed.success) return { isGood: true, file: { desired: parsed.data, locate } };
  const flaws = flawsIn(parsed.error.issues, content.value).map(({ path, message, isOfKey }) => ({
    ...locate(path, isOfKey),
    message,
  }));
  return { isGood: false, flaws: flaws.toSorted(byPlace) };
}

/** As they stand in the file, from its top. */
function byPlace(one: Flaw, other: Flaw): number {
  return one.line - other.line || one.column - other.column;
}

/** Aliases that unfold to more than anybody writes are refused by the library. */
function contentOf(document: { readonly toJS: () => unknown }) {
  try {
    return { isGood: true, value: document.toJS() } as const;
  } catch (error) {
    return { isGood: false, why: error instanceof Error ? error.message : String(error) } as const;
  }
}

function locatorIn(lines: LineCounter, contents: ParsedNode | null): StateFile['locate'] {
  return (path, isOfKey = false) => placeAt(lines, placeOf(contents, path, isOfKey) ?? 0);
}

function placeAt(lines: LineCounter, offset: number): Pick<Flaw, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

type Given = { readonly fromEnv?: string | undefined };

/** The variables of this machine that a desired state takes values from, with where they are named. */
export function namesFromEnv(
  desired: DesiredState,
): readonly { readonly name: string; readonly path: readonly PropertyKey[] }[] {
  return (['variables', 'shared'] as const).flatMap((part) =>
    Object.entries<Given | readonly Given[]>(desired[part]).flatMap(([variable, given]) =>
      valuesOf(given).flatMap(({ fromEnv }, index) => {
        const place = Array.isArray(given) ? [index] : [];
        const path = [part, variable, ...place, 'fromEnv'];
        return fromEnv === undefined ? [] : [{ name: fromEnv, path }];
      }),
    ),
  );
}
