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
  if (control.type === 'number') return numbersOf(control);
  if (control.type === 'array' && control['ui:control'] !== 'slider') {
    const many = span(control.minItems || undefined, control.maxItems);
    return many && `Choose ${many}.`;
  }
  if (control['ui:control'] === 'git-namespace') {
    const hosts = control['git:providers']?.map((each) => GIT_HOSTS[each]) ?? [];
    return hosts.length === 0 ? undefined : `A name at ${oneOf.format(hosts)}.`;
  }
  const isTyped = control['ui:control'] === 'input' || control['ui:control'] === 'domain';
  if (!isTyped || control.type !== 'string') return undefined;
  const many = span(control.minLength || undefined, control.maxLength);
  return many && sentence(`${many} ${many.endsWith(' 1') ? 'character' : 'characters'}`);
}

const GIT_HOSTS = { github: 'GitHub', gitlab: 'GitLab', bitbucket: 'Bitbucket' };
const oneOf = new Intl.ListFormat('en', { type: 'disjunction' });

type NumberControl = Extract<MetadataControl, { type: 'number' }>;

/** As they are typed: what takes a number takes no comma for its thousands. */
function numbersOf(control: NumberControl): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = control;
  const isBetween = minimum !== undefined && maximum !== undefined;
  const parts = [
    isBetween && `from ${minimum} to ${maximum}`,
    !isBetween && minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    !isBetween && maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`,
  ].filter(Boolean);
  return parts.length === 0 ? undefined : sentence(parts.join(', '));
}

function span(min: number | undefined, max: number | undefined): string | undefined {
  if (min === undefined) return max === undefined ? undefined : `at most ${max}`;
  if (max === undefined) return `at least ${min}`;
  return min === max ? `exactly ${min}` : `${min} to ${max}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
