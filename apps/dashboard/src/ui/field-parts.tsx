import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { fieldLook } from './field-look.ts';

/** What helps to fill a field in, tied to it for those who listen. */
export function FieldHint({ hint }: { readonly hint: string | undefined }) {
  if (hint === undefined) return null;
  return (
    <Text slot="description" className={fieldLook.hint}>
      {hint}
    </Text>
  );
}

/** The name of a group of choices and what helps to choose, above them. */
export function GroupHead({
  label,
  hint,
}: {
  readonly label: string;
  readonly hint: string | undefined;
}) {
  return (
    <>
      <Label className={fieldLook.label}>{label}</Label>
      <FieldHint hint={hint} />
    </>
  );
}
