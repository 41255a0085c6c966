import { Select } from './select.tsx';
import { type WhichTests, whichTests } from './which-tests.ts';

const ALL = 'all';
const choices = [
  { value: ALL, label: 'With tests' },
  { value: 'none', label: 'Without tests' },
  { value: 'only', label: 'Only tests' },
] as const;

export function TestsChoice({
  value,
  onChange,
}: {
  readonly value: WhichTests;
  readonly onChange: (value: WhichTests) => void;
}) {
  return (
    <div className="w-48">
      <Select
        label="Tests"
        choices={choices}
        value={value ?? ALL}
        onChange={(chosen) => onChange(whichTests(chosen))}
      />
    </div>
  );
}
