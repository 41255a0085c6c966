/** What events are about. */
const nouns = [
  'billing',
  'check',
  'connection',
  'deployment',
  'environment',
  'import',
  'installation',
  'integration',
  'invoice',
  'key-encryption-key',
  'listing',
  'mail',
  'member',
  'operation',
  'password-reset',
  'payment-method',
  'product',
  'project',
  'purchase',
  'resource',
  'service',
  'service-token',
  'shared-variable',
  'signing-key',
  'sso',
  'team',
  'token',
  'usage',
  'variable',
  'webhook',
] as const;

/** Everything about a noun, to be chosen. */
export const aboutNouns = nouns.map((noun) => ({
  value: `${noun}.*`,
  label: `Anything about ${noun}`,
}));
