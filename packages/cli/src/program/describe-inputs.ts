import * as z from 'zod';
import { optionName } from './option-name.ts';

/** A positional argument, as help and parser need it. */
export type ArgumentDescription = {
  readonly key: string;
  /** `<resource>`, `[file]` when it may be left out, `<command...>` when there may be several. */
  readonly usage: string;
  readonly description: string;
  readonly isRepeatable: boolean;
};

/** An option, as help and parser need it. */
export type OptionDescription = {
  readonly key: string;
  /** `--env <names>`. */
  readonly usage: string;
  readonly description: string;
  readonly isRepeatable: boolean;
  /** Turns off, with `--no-`, what is on otherwise. */
  readonly isNegative: boolean;
};

/** The positional arguments that a schema asks for, in their order. */
export function describeArguments(schema: z.ZodObject): ArgumentDescription[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const { base, description, fallback, isOptional } = describe(field);
    const isRepeatable = base instanceof z.ZodArray;
    const name = `${optionName(key)}${isRepeatable ? '...' : ''}`;
    return {
      key,
      usage: isOptional ? `[${name}]` : `<${name}>`,
      description: description + fallback,
      isRepeatable,
    };
  });
}

/** The options that a schema allows. */
export function describeOptions(schema: z.ZodObject): OptionDescription[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const { base, description, placeholder, short, fallback, value } = describe(field);
    const isNegative = value === true;
    const long = `--${isNegative ? 'no-' : ''}${optionName(key)}`;
    const name = short === undefined ? long : `-${short}, ${long}`;
    return {
      key,
      usage: base instanceof z.ZodBoolean ? name : `${name} <${placeholder ?? 'value'}>`,
      description: description + fallback,
      isRepeatable: base instanceof z.ZodArray,
      isNegative,
    };
  });
}

const meta = z.object({
  description: z.string(),
  placeholder: z.string().optional(),
  /** One letter that stands for the whole name. */
  short: z.string().length(1).optional(),
});

function describe(field: z.core.$ZodType) {
  let base = field;
  let value: unknown;
  for (;;) {
    if (base instanceof z.ZodDefault) {
      value = base.def.defaultValue;
      base = base.def.innerType;
    } else if (base instanceof z.ZodOptional) base = base.def.innerType;
    else if (base instanceof z.ZodPipe) base = base.def.in;
    else break;
  }
  return {
    base,
    value,
    isOptional: z.safeParse(field, undefined).success,
    fallback: typeof value === 'string' ? ` (default: ${value})` : '',
    ...meta.parse(z.globalRegistry.get(field)),
  };
}
