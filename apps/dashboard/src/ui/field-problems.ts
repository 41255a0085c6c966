import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { Problem } from '../api/problem.ts';

type FieldProblems = {
  readonly problemOf: (name: string) => string | undefined;
  readonly mend: (name: string) => void;
  readonly register: (name: string) => void;
};

const nothing: FieldProblems = { problemOf: () => undefined, mend: () => {}, register: () => {} };
export const FieldProblemsContext = createContext<FieldProblems>(nothing);

/** What was refused of a form, by field. A field that is changed afterwards is taken to be mended. */
export function useFieldProblems(error: Error | null) {
  const [mended, setMended] = useState<readonly string[]>([]);
  const [known, setKnown] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(error);
  if (shown !== error) {
    setShown(error);
    setMended([]);
  }
  const fields = error instanceof Problem ? error.fields : [];
  const value = useMemo<FieldProblems>(
    () => ({
      problemOf: (name) =>
        mended.includes(name)
          ? undefined
          : fields.find(({ key }) => fieldOf(key, known) === name)?.message,
      mend: (name) => setMended((names) => (names.includes(name) ? names : [...names, name])),
      register: (name) => setKnown((names) => (names.includes(name) ? names : [...names, name])),
    }),
    [fields, mended, known],
  );
  /** Whether the fields of the form say everything that was refused. */
  const isSaid = fields.length > 0 && fields.every(({ key }) => fieldOf(key, known) !== undefined);
  return { value, isSaid };
}

/** The field where a problem stands: of `warnAt.0`, which is one of a list, the field `warnAt`. */
function fieldOf(key: string, known: readonly string[]): string | undefined {
  if (known.includes(key)) return key;
  return known.find((name) => key.startsWith(`${name}.`));
}

/** For a field of a form: what is wrong with it, and how it tells that it was changed. */
export function useFieldProblem(name: string | undefined) {
  const { problemOf, mend, register } = useContext(FieldProblemsContext);
  useEffect(() => {
    if (name !== undefined) register(name);
  }, [name, register]);
  return {
    problem: name === undefined ? undefined : problemOf(name),
    mend: () => name !== undefined && mend(name),
  };
}
