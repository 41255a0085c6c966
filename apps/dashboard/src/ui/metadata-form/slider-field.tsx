import type { MetadataControl } from '@kontor/protocol';
import {
  Label,
  Slider,
  SliderOutput,
  SliderThumb,
  SliderTrack,
} from 'react-aria-components/Slider';
import { Text } from 'react-aria-components/Text';
import { fieldLook } from '../field-look.ts';
import { useFieldProblem } from '../field-problems.ts';

type SliderControl = Extract<MetadataControl, { 'ui:control': 'slider' }>;

/** Numbers on a line. Where the schema names steps, the thumbs stand on nothing else. */
export function SliderField({
  name,
  label,
  hint,
  control,
  values,
  onChange,
  isDisabled,
}: {
  readonly name: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly control: SliderControl;
  readonly values: readonly number[];
  readonly onChange: (values: number[]) => void;
  readonly isDisabled: boolean;
}) {
  const { problem, mend } = useFieldProblem(name);
  const { places, first, last } = scaleOf(control);
  const positionOf = (value: number) => (places ? Math.max(0, places.indexOf(value)) : value);
  const valueAt = (position: number) => places?.[position] ?? position;
  return (
    <div className={fieldLook.field} data-invalid={problem !== undefined || undefined}>
      <Slider
        value={values.map(positionOf)}
        minValue={first}
        maxValue={last}
        isDisabled={isDisabled}
        onChange={(positions) => {
          mend();
          onChange(positions.map(valueAt));
        }}
        className="flex flex-col gap-1"
      >
        <div className="flex justify-between gap-2">
          <Label className={fieldLook.label}>{label}</Label>
          <SliderOutput className="tabular-nums">{values.join(' – ')}</SliderOutput>
        </div>
        <SliderTrack className="relative mx-2 flex h-7 items-center before:h-1 before:w-full before:rounded-full before:bg-edge">
          {values.map((_, index) => (
            <SliderThumb
              // biome-ignore lint/suspicious/noArrayIndexKey: thumbs have no other name than their place
              key={index}
              index={index}
              name={name}
              aria-label={values.length > 1 ? `${label} ${index + 1}` : label}
              className="top-1/2 size-5 rounded-full border-2 border-accent-fill bg-white data-[focus-visible]:outline-2 data-[focus-visible]:outline-offset-2 data-[focus-visible]:outline-accent"
            />
          ))}
        </SliderTrack>
      </Slider>
      {hint !== undefined && <Text className={fieldLook.hint}>{hint}</Text>}
      {problem !== undefined && (
        <p role="alert" className={fieldLook.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

function scaleOf({ items, 'ui:steps': places }: SliderControl) {
  if (places !== undefined && places.length > 0) {
    return { places, first: 0, last: places.length - 1 };
  }
  const first = items.minimum ?? (items.exclusiveMinimum ?? -1) + 1;
  return { places: undefined, first, last: items.maximum ?? (items.exclusiveMaximum ?? 101) - 1 };
}
