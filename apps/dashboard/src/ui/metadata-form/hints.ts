import type { MetadataControl } from '@kontor/protocol';

/** What stands below a field: what the provider says of it, and its limits. */
export function hintOf(control: MetadataControl): string | undefined {
  const own = control['ui:description'];
  const said = typeof own === 'string' ? own : control.description;
  const parts = [said, limitsOf(control), control['ui:paid-only'] && 'Needs a paid plan.'];
  const text = parts.filter(Boolean).join(' ');
  return text === '' ? undefined : text;
}

function limitsOf(control: MetadataControl): string | undefined {
  if (control.type === 'number') return numbers(control);
  if (control.type === 'array' && control['ui:control'] !== 'slider') {
    return between(control.minItems, control.maxItems, 'chosen');
  }
  if (control['ui:control'] === 'git-namespace') {
    const providers = control['git:providers']?.join(', ');
    return providers === undefined ? undefined : `A name at ${providers}.`;
  }
  const isTyped = control['ui:control'] === 'input' || control['ui:control'] === 'domain';
  if (!isTyped || control.type !== 'string') return undefined;
  return between(control.minLength, control.maxLength, 'characters');
}

type NumberControl = Extract<MetadataControl, { type: 'number' }>;

function numbers(control: NumberControl): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = control;
  const parts = [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`,
  ].filter(Boolean);
  return parts.length === 0 ? undefined : sentence(parts.join(', '));
}

function between(min: number | undefined, max: number | undefined, what: string) {
  const parts = [min && `at least ${min}`, max !== undefined && `at most ${max}`].filter(Boolean);
  return parts.length === 0 ? undefined : sentence(`${parts.join(', ')} ${what}`);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
