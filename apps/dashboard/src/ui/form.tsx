import { type ReactNode, useRef } from 'react';
import { Form as AriaForm } from 'react-aria-components/Form';
import { FieldProblemsContext, useFieldProblems } from './field-problems.ts';
import { useFocusOnRefusal } from './focus-refusal.ts';
import { ProblemNote } from './note.tsx';

/**
 * A form whose refusal stands at the fields that it names, and what names no field of this form above
 * the buttons. Once refused, the focus is where one goes on: at the first of them.
 */
export function Form({
  error,
  onSubmit,
  children,
  actions,
}: {
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}) {
  const { value, isSaid } = useFieldProblems(error);
  const form = useRef<HTMLFormElement>(null);
  useFocusOnRefusal(form, error);
  return (
    <FieldProblemsContext value={value}>
      <AriaForm
        ref={form}
        // otherwise what the host refused once would keep the form from being sent again
        validationBehavior="aria"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {error !== null && !isSaid && (
          <div data-refusal tabIndex={-1}>
            <ProblemNote error={error} />
          </div>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2">{actions}</div>
      </AriaForm>
    </FieldProblemsContext>
  );
}
