import type { MetadataValue } from '@kontor/protocol';
import { CheckboxChoices } from '../checkbox-choices.tsx';
import { RadioCards } from '../radio-cards.tsx';
import { Select } from '../select.tsx';
import { TextField } from '../text-field.tsx';
import { Toggle } from '../toggle.tsx';
import { choicesOf } from './choices.ts';
import { hintOf } from './hints.ts';
import { NumberField } from './number-field.tsx';
import type { Field, FormKind } from './rules.ts';
import { SliderField } from './slider-field.tsx';

type MetadataFieldProps = {
  readonly field: Field;
  readonly form: FormKind;
  readonly value: MetadataValue | undefined;
  readonly onChange: (value: MetadataValue | undefined) => void;
};

/** One field of a product's form, in the control that its schema names. @see spec/partner-api.md §10.4 */
export function MetadataField({ field, form, value, onChange }: MetadataFieldProps) {
  const { control, key, isRequired, isLocked } = field;
  const common = {
    name: key,
    label: control['ui:label'] ?? key,
    hint: hintOf(control),
    isDisabled: isLocked,
  };
  switch (control.type) {
    case 'boolean':
      return <Toggle {...common} isSelected={value === true} onChange={onChange} />;
    case 'number':
      return (
        <NumberField
          {...common}
          isRequired={isRequired}
          placeholder={control['ui:placeholder'] ?? ''}
          value={value}
          onChange={onChange}
        />
      );
    case 'array':
      if (control['ui:control'] === 'slider') {
        return (
          <SliderField
            {...common}
            control={control}
            values={numbersIn(value)}
            onChange={onChange}
          />
        );
      }
      return <Texts {...{ field, form, value, onChange }} common={common} />;
    case 'string':
      return <OneText {...{ field, form, value, onChange }} common={common} />;
  }
}

type Common = {
  readonly name: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly isDisabled: boolean;
};
type WithCommon = MetadataFieldProps & { readonly common: Common };

function OneText({ field, form, value, onChange, common }: WithCommon) {
  const { control, isRequired } = field;
  const choices = choicesOf(control, form);
  const text = typeof value === 'string' ? value : '';
  if (choices === undefined || choices.length === 0) {
    return (
      <TextField
        {...common}
        isRequired={isRequired}
        placeholder={placeholderOf(field)}
        value={text}
        onChange={onChange}
      />
    );
  }
  if (control['ui:control'] === 'radio-button') {
    const cards = choices.map(({ label, description, isDisabled, ...choice }) => ({
      value: choice.value,
      title: label,
      body: description !== undefined && <span className="text-muted">{description}</span>,
      isDisabled: isDisabled ?? false,
    }));
    return (
      <RadioCards
        {...common}
        isRequired={isRequired}
        cards={cards}
        value={text === '' ? null : text}
        onChange={onChange}
      />
    );
  }
  const mayBeOpen = control['ui:control'] === 'vercel-region';
  return (
    <Select
      {...common}
      isRequired={isRequired}
      choices={choices}
      placeholder={placeholderOf(field) || (mayBeOpen ? 'Chosen for you' : 'Choose')}
      value={text === '' ? null : text}
      onChange={onChange}
    />
  );
}

function Texts({ field, form, value, onChange, common }: WithCommon) {
  const choices = choicesOf(field.control, form);
  const texts = Array.isArray(value) ? value.map(String) : [];
  if (choices === undefined || choices.length === 0) {
    return (
      <TextField
        {...common}
        isRequired={field.isRequired}
        hint={[common.hint, 'Separate them by commas.'].filter(Boolean).join(' ')}
        placeholder={placeholderOf(field)}
        defaultValue={texts.join(', ')}
        onChange={(typed) => onChange(partsOf(typed))}
      />
    );
  }
  return (
    <CheckboxChoices
      {...common}
      isRequired={field.isRequired}
      choices={choices}
      value={texts}
      onChange={onChange}
    />
  );
}

function placeholderOf({ control }: Field): string {
  return 'ui:placeholder' in control ? (control['ui:placeholder'] ?? '') : '';
}

function partsOf(typed: string): string[] {
  return typed
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function numbersIn(value: MetadataValue | undefined): readonly number[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
}
