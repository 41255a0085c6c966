import type { Metadata, MetadataSchema } from '@kontor/provider';

export type Control = MetadataSchema['properties'][string];
type Schema = Readonly<Record<string, unknown>>;

/** What of a broker's catalogue a form of this protocol cannot say, and why. */
export type Unmapped = { readonly at: string; readonly why: string };

/** A parameter as a team fills it in. */
export type Field = {
  readonly name: string;
  readonly control: Control;
  readonly isRequired: boolean;
  /** Makes of what was filled in what the broker's schema wants. */
  readonly typed: (value: Metadata[string]) => unknown;
};

/** What cannot be shown is left out; a keyword that only limits values more is for the broker to hold to. */
const heldByBroker = ['format', 'multipleOf', 'uniqueItems', 'const', 'not', 'dependencies'];
const cannotBeShown = ['$ref', 'oneOf', 'anyOf', 'allOf', 'if'];

/**
 * Makes a form of the JSON Schema of parameters, and says what could not be made one. A required
 * parameter that cannot be shown cannot be filled in, so that its plan cannot be sold.
 */
export function fieldsOf(
  schema: Schema | undefined,
  at: string,
): {
  readonly fields: readonly Field[];
  readonly unmapped: readonly Unmapped[];
  readonly isUsable: boolean;
} {
  if (schema === undefined) return { fields: [], unmapped: [], isUsable: true };
  const unmapped: Unmapped[] = [];
  const say = (where: string, why: string) => unmapped.push({ at: `${at}${where}`, why });
  const required = new Set(textsIn(schema.required) ?? []);
  for (const keyword of cannotBeShown) {
    if (keyword in schema) say('', `The keyword ${keyword} is left to the broker.`);
  }
  let isUsable = !('$ref' in schema);
  const fields: Field[] = [];
  for (const [name, each] of Object.entries(objectIn(schema.properties))) {
    const made = fieldOf(name, objectIn(each), required.has(name), (why) => say(`.${name}`, why));
    if (made !== undefined) fields.push(made);
    else if (required.has(name)) isUsable = false;
  }
  for (const name of required) {
    if (!Object.hasOwn(objectIn(schema.properties), name)) {
      say(`.${name}`, 'It is required and not described, so nobody can fill it in.');
      isUsable = false;
    }
  }
  return { fields, unmapped, isUsable };
}

function fieldOf(
  name: string,
  schema: Schema,
  isRequired: boolean,
  say: (why: string) => void,
): Field | undefined {
  const odd = cannotBeShown.find((keyword) => keyword in schema);
  if (odd !== undefined) return void say(`No control shows ${odd}.`);
  for (const keyword of heldByBroker) {
    if (keyword in schema) say(`The keyword ${keyword} is left to the broker.`);
  }
  const about = {
    'ui:label': textIn(schema.title) ?? name,
    ...(textIn(schema.description) !== undefined && {
      'ui:description': textIn(schema.description),
    }),
  };
  const type = typeOf(schema);
  const choices = Array.isArray(schema.enum) ? schema.enum : undefined;
  if (choices !== undefined) return choiceOf(name, { about, schema, choices, isRequired, say });
  switch (type) {
    case 'string': {
      const rules = pick(schema, ['minLength', 'maxLength', 'pattern']);
      const initial = textIn(schema.default);
      const control = { ...about, ...rules, type: 'string', 'ui:control': 'input' };
      return field(name, isRequired, {
        ...control,
        ...(initial !== undefined && { default: initial }),
      });
    }
    case 'integer':
    case 'number': {
      const rules = pick(schema, ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']);
      const initial = typeof schema.default === 'number' ? { default: schema.default } : {};
      const control = { ...about, ...rules, ...initial, type: 'number', 'ui:control': 'input' };
      if (type === 'integer') say('That it is a whole number is left to the broker.');
      return field(name, isRequired, control, (value) =>
        value === '' ? undefined : Number(value),
      );
    }
    case 'boolean': {
      const initial = typeof schema.default === 'boolean' ? { default: schema.default } : {};
      return field(name, isRequired, {
        ...about,
        ...initial,
        type: 'boolean',
        'ui:control': 'toggle',
      });
    }
    case 'array':
      return listOf(name, { about, schema, isRequired, say });
    default:
      return void say(`No control fills in a value of the type ${type ?? 'that is not told'}.`);
  }
}

type Choosing = {
  readonly about: object;
  readonly schema: Schema;
  readonly choices: readonly unknown[];
  readonly isRequired: boolean;
  readonly say: (why: string) => void;
};

/** One of several values, whatever their type: the form has their texts, the broker gets the values. */
function choiceOf(name: string, { about, schema, choices, isRequired, say }: Choosing) {
  const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  if (choices.length === 0 || !choices.every(isPlain)) {
    return void say('No control offers a choice of values that are not plain.');
  }
  const texts = choices.map(String);
  const initial = isPlain(schema.default) ? { default: String(schema.default) } : {};
  const options = texts.map((value) => ({ value, label: value }));
  const control = { ...about, ...initial, type: 'string', enum: texts, 'ui:control': 'select' };
  return field(
    name,
    isRequired,
    { ...control, 'ui:options': options },
    (value) => choices[texts.indexOf(String(value))] ?? value,
  );
}

function listOf(
  name: string,
  { about, schema, isRequired, say }: Omit<Choosing, 'choices'>,
): Field | undefined {
  const items = objectIn(schema.items);
  const texts = textsIn(items.enum);
  if (texts === undefined || texts.length === 0) {
    return void say('No control fills in a list other than of texts to choose from.');
  }
  return field(name, isRequired, {
    ...about,
    ...pick(schema, ['minItems', 'maxItems']),
    type: 'array',
    items: { type: 'string', enum: texts },
    ...(textsIn(schema.default) !== undefined && { default: textsIn(schema.default) }),
    'ui:control': 'multi-select',
    'ui:options': texts.map((value) => ({ value, label: value })),
  });
}

function field(
  name: string,
  isRequired: boolean,
  control: object,
  typed: Field['typed'] = (value) => value,
): Field {
  return { name, isRequired, control: control as Control, typed };
}

function typeOf({ type }: Schema): string | undefined {
  if (typeof type === 'string') return type;
  const named = textsIn(type)?.filter((each) => each !== 'null') ?? [];
  return named.length === 1 ? named[0] : undefined;
}

function pick(schema: Schema, keys: readonly string[]): object {
  const found = keys.filter(
    (key) => typeof schema[key] === (key === 'pattern' ? 'string' : 'number'),
  );
  return Object.fromEntries(found.map((key) => [key, schema[key]]));
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value
    : undefined;
}

function objectIn(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Schema)
    : {};
}
