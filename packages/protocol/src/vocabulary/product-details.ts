import * as z from 'zod';
import { deploymentAction } from './deployment-action.ts';
import { providerLink } from './link.ts';
import { productProtocol, supportedProtocols } from './product-protocol.ts';
import { webAddress } from './web-address.ts';

const title = z.string().trim().min(1).max(128);
const text = z.string().min(1).max(4096);

/** How to use a resource with one framework, step by step. @see spec/partner-api.md §10.2, §10.5 */
export const productGuide = z.strictObject({
  framework: title,
  title,
  steps: z
    .array(
      z.strictObject({
        title,
        content: text,
        actions: z
          .array(
            z.strictObject({
              type: z.enum(['add_drain', 'configure_project_connections', 'connect_to_project']),
            }),
          )
          .max(10)
          .optional(),
      }),
    )
    .min(1)
    .max(20),
});

/** Code to copy, in which a name between double braces stands for a secret or a variable. @see spec/partner-api.md §10.2 */
export const productSnippet = z.strictObject({
  name: title,
  language: z.string().min(1).max(32),
  content: text,
});

/** What a product gets of the projects its resources are connected to. @see spec/partner-api.md §10.2 */
export const projectConnectionScope = z.enum([
  'read:deployment',
  'read:domain',
  'read:project',
  'read-write:deployment',
  'read-write:deployment-check',
  'read-write:domain',
  'read-write:drains',
  'read-write:global-project-env-vars',
  'read-write:integration-deployment-action',
  'read-write:log-drain',
  'read-write:project-env-vars',
  'read-write:project-protection-bypass',
]);

/** The most snippets of a product. @see spec/partner-api.md §15.1 */
export const snippetsMax = 6;

/**
 * What a provider may say of a product beside its form: how clients show it, and what they do with it.
 *
 * @see spec/partner-api.md §10.2
 */
export const productDetails = z
  .strictObject({
    iconUrl: webAddress.optional().describe("Without one, the integration's logo is shown."),
    shortPlansDescription: z
      .string()
      .trim()
      .min(1)
      .max(29)
      .optional()
      .describe('A word on the prices, under 30 characters.'),
    guides: z.array(productGuide).max(20).optional(),
    resourceLinks: z
      .array(z.strictObject({ title, href: providerLink.max(2048) }))
      .max(20)
      .optional(),
    snippets: z.array(productSnippet).max(snippetsMax).optional(),
    agentSkills: z
      .array(webAddress)
      .max(20)
      .optional()
      .describe('Guides for coding agents, by address.'),
    resourceTitle: title
      .optional()
      .describe('What a resource of it is called, such as "Database".'),
    disableResourceRenaming: z.boolean().optional(),
    primaryProtocol: productProtocol.optional(),
    protocols: supportedProtocols.optional(),
    projectConnectionScopes: z.array(projectConnectionScope).max(12).optional(),
    showSSOLinkOnProjectConnection: z.boolean().optional(),
    deploymentActions: z
      .array(deploymentAction)
      .max(20)
      .optional()
      .describe('What it can do for each deployment before it is built.'),
  })
  .check(primaryIsSupported);
export type ProductDetails = z.infer<typeof productDetails>;

type Kinds = {
  readonly primaryProtocol?: z.infer<typeof productProtocol> | undefined;
  readonly protocols?: z.infer<typeof supportedProtocols> | undefined;
};

/** A product is first of all one of the kinds it takes part in. */
function primaryIsSupported({ value, issues }: z.core.ParsePayload<Kinds>): void {
  const { primaryProtocol: primary, protocols = {} } = value;
  if (primary === undefined || protocols[primary] !== undefined) return;
  issues.push({
    code: 'custom',
    input: primary,
    path: ['primaryProtocol'],
    message: `"${primary}" is not one of the protocols.`,
  });
}
