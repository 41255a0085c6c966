import { useState } from 'react';
import { Button, buttonLook } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './text-field.tsx';

type Days = { readonly from?: string; readonly to?: string };

export type ExportFilesProps = {
  /** What is exported, such as “Export invoices”. */
  readonly title: string;
  readonly hint: string;
  /** The days that are proposed; without them the month before this one. */
  readonly days?: Days;
  /** Where the files of some days are. */
  readonly csv: (days: Days) => string;
  readonly json: (days: Days) => string;
};

/** A button that asks for days and leads to files of what is in them. */
export function ExportFiles(props: ExportFilesProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Export</Button>
      {isOpen && <ChooseDays {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ChooseDays({
  title,
  hint,
  days: proposed,
  csv,
  json,
  onClose,
}: ExportFilesProps & { readonly onClose: () => void }) {
  const [{ from, to }, setDays] = useState(() => proposedDays(proposed));
  const days = { ...(from !== '' && { from }), ...(to !== '' && { to }) };
  const isReversed = from !== '' && to !== '' && from > to;
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <p>{hint}</p>
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="First day"
          type="date"
          value={from}
          onChange={(value) => setDays({ from: value, to })}
        />
        <TextField
          label="Last day"
          type="date"
          value={to}
          onChange={(value) => setDays({ from, to: value })}
        />
      </div>
      <p className="text-muted">
        {isReversed
          ? 'The last day is before the first.'
          : 'In UTC. Without days it is everything.'}
      </p>
      {!isReversed && (
        <div className="flex justify-end gap-2">
          <a className={buttonLook()} href={json(days)} download>
            JSON
          </a>
          <a className={buttonLook('primary')} href={csv(days)} download>
            CSV
          </a>
        </div>
      )}
    </Dialog>
  );
}

function proposedDays({ from = '', to = '' }: Days = {}) {
  return from === '' && to === '' ? lastMonth() : { from, to };
}

/** The first and the last day of the month before this one, in UTC. */
function lastMonth() {
  const now = new Date();
  const dayOf = (month: number, day: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), month, day)).toISOString().slice(0, 10);
  return { from: dayOf(now.getUTCMonth() - 1, 1), to: dayOf(now.getUTCMonth(), 0) };
}
