import * as z from 'zod';

/** A positional argument that must be there. */
export function argument(description: string) {
  return z.string().min(1, 'is empty').meta({ description });
}

/** A positional argument that may be left out. */
export function optionalArgument(description: string) {
  return z.string().min(1, 'is empty').optional().meta({ description });
}

/** All positional arguments from here on, as they are; `--` keeps options among them whole. */
export function remainingArguments(description: string) {
  return z.array(z.string()).min(1, 'is missing').meta({ description });
}

/** An option that is given or not. */
export function flag(description: string) {
  return z.boolean().default(false).meta({ description });
}

/** An option with a text. */
export function text(placeholder: string, description: string) {
  return z.string().min(1, 'is empty').optional().meta({ description, placeholder });
}

/** An option with several words: separated by commas, or by giving it again. */
export function list(placeholder: string, description: string) {
  return z
    .array(z.string())
    .default([])
    .transform((given) => given.flatMap((each) => each.split(',')).map((each) => each.trim()))
    .transform((words) => words.filter((word) => word !== ''))
    .meta({ description, placeholder });
}

/** An option that may be given again, each time with one text. */
export function repeated(placeholder: string, description: string) {
  return z.array(z.string()).default([]).meta({ description, placeholder });
}

/** The option of commands that begin something at a provider. */
export const waitOption = {
  wait: z
    .boolean()
    .default(true)
    .meta({ description: 'Do not wait for the provider; exit code 7 says that it is not done.' }),
};

/** The option that names a project, where it is no argument or the argument is left out. */
export const projectOption = { project: text('project', 'Project, by name or id.') };
