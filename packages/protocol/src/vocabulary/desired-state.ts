import * as z from 'zod';
import { branchMatcher } from './branch-matcher.ts';
import { connectionPrefix } from './connection-prefix.ts';
import { builtInEnvironment } from './environment.ts';
import { metadata } from './metadata.ts';
import { projectName } from './project-name.ts';
import { variableName } from './variable-name.ts';
import { gitBranch } from './variable-type.ts';

const resourceName = z
  .string()
  .max(128, 'at most 128 characters')
  .regex(/^[a-zA-Z0-9_-]+$/, 'letters, digits, hyphens and underscores only');

/**
 * A resource by its name, after that of its integration where the name alone says too little. What
 * providers bring may be called otherwise, and is in no file.
 */
export const resourceReference = z
  .string()
  .max(200, 'at most 200 characters')
  .regex(
    /^(?:[a-z0-9-]+\/)?[a-zA-Z0-9_-]+$/,
    'the name of a resource, or <integration>/<name> where several are called so',
  );

const environmentSlug = z
  .string()
  .max(32, 'at most 32 characters')
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens only, not a hyphen first')
  .refine(
    (slug) => !builtInEnvironment.options.some((each) => each === slug),
    'every project has it: name only environments beside those',
  );

const environments = z
  .array(z.string().min(1).max(64))
  .min(1, 'name at least one environment')
  .max(50)
  .describe('Names of environments; production, preview and development where none is named.');

/** A resource that a project wants: one of a product, under a name. */
export const desiredResource = z.strictObject({
  product: z
    .string()
    .max(200)
    .regex(/^[a-z0-9-]+\/[a-zA-Z0-9._-]+$/, '<integration>/<product>, as the catalogue shows them'),
  plan: z.string().min(1).max(256).optional().describe('Billing plan; the free one if left out.'),
  options: metadata.optional().describe("What is filled into the product's form."),
});
export type DesiredResource = z.infer<typeof desiredResource>;

/** A connection that a project wants, to a resource of the file or to another one of the team. */
export const desiredConnection = z.strictObject({
  environments: environments.optional(),
  prefix: connectionPrefix.optional(),
  sensitive: z.boolean().optional().describe('Whether what it makes is never shown again.'),
});
export type DesiredConnection = z.infer<typeof desiredConnection>;

/** An environment that a project wants beside the three that every project has. What is left out stays. */
export const desiredEnvironment = z.strictObject({
  description: z.string().max(256, 'at most 256 characters').nullable().optional(),
  branchMatcher: branchMatcher
    .nullable()
    .optional()
    .describe('The branches that are deployed to it.'),
});
export type DesiredEnvironment = z.infer<typeof desiredEnvironment>;

/** What every variable of a file says of its value. */
const given = {
  value: z.string().max(65_536, 'at most 65,536 characters').optional(),
  fromEnv: variableName
    .optional()
    .describe('The variable of the machine that plans which holds the value.'),
  type: z.enum(['encrypted', 'plain', 'sensitive']).optional(),
  comment: z.string().max(500, 'at most 500 characters').optional(),
};

type Given = {
  readonly value?: string | undefined;
  readonly fromEnv?: string | undefined;
  readonly type?: string | undefined;
};

const hasOneValue = ({ value, fromEnv }: Given) =>
  (value === undefined) !== (fromEnv === undefined);
const keepsSecret = ({ value, type }: Given) => value === undefined || type !== 'sensitive';
const giveOne = 'give either value or fromEnv';
const notInAFile =
  'a sensitive value does not belong into a file: name the variable of your machine with fromEnv';

/** One value of a variable, in some environments. */
export const desiredVariable = z
  .strictObject({
    ...given,
    environments: environments.optional(),
    branch: gitBranch.optional().describe('The branch of preview that it is for.'),
  })
  .refine(hasOneValue, giveOne)
  .refine(keepsSecret, notInAFile);
export type DesiredVariable = z.infer<typeof desiredVariable>;

/** What several projects share is for environments that each of them has. */
const everywhere = z.enum(
  builtInEnvironment.options,
  'production, preview or development, which every project has',
);

/** One value of a variable that the team shares, in some environments that every project has. */
export const desiredSharedVariable = z
  .strictObject({
    ...given,
    environments: z.array(everywhere).min(1, 'name at least one environment').optional(),
    projects: z
      .array(projectName)
      .max(1_000)
      .optional()
      .describe('Other projects that it is for, beside the one of the file.'),
  })
  .refine(hasOneValue, giveOne)
  .refine(keepsSecret, notInAFile);
export type DesiredSharedVariable = z.infer<typeof desiredSharedVariable>;

/**
 * What one project wants to have, as a file says it: the same schema where the file is read and where
 * it is planned. Everything of the project that it does not name is left alone.
 */
export const desiredState = z.strictObject({
  project: projectName.describe('Name of the project; it is made where there is none.'),
  environments: z
    .record(environmentSlug, desiredEnvironment.nullable())
    .default({})
    .describe('Environments beside production, preview and development, by name.'),
  resources: z.record(resourceName, desiredResource).default({}),
  connections: z.record(resourceReference, desiredConnection).default({}),
  variables: z
    .record(variableName, z.union([desiredVariable, z.array(desiredVariable).min(1).max(50)]))
    .default({}),
  shared: z
    .record(
      variableName,
      z.union([desiredSharedVariable, z.array(desiredSharedVariable).min(1).max(50)]),
    )
    .default({})
    .describe('Variables that the team shares with this project and others.'),
});
export type DesiredState = z.infer<typeof desiredState>;

/** A variable in its one or several values. */
export function valuesOf<Value>(variable: Value | readonly Value[]): readonly Value[] {
  return isList(variable) ? variable : [variable];
}

function isList<Value>(variable: Value | readonly Value[]): variable is readonly Value[] {
  return Array.isArray(variable);
}
