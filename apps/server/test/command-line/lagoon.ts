/** What the provider of the guides says of itself. */
export function lagoonSettings(baseUrl: string) {
  return {
    category: 'Storage',
    privacyUrl: 'https://lagoon.example/privacy',
    webhookUrl: `${baseUrl}/webhooks`,
    redirectLoginUrl: `${baseUrl}/sso`,
    importResourceUrl: `${baseUrl}/import`,
    capabilities: { importResource: true },
  };
}

/** Its product: everything usual, and nothing that has to be asked for. */
export const postgresProduct = {
  name: 'Postgres',
  shortDescription: 'A database',
  metadataSchema: {
    type: 'object' as const,
    properties: {
      region: {
        type: 'string' as const,
        'ui:control': 'select' as const,
        'ui:label': 'Region',
        'ui:options': [{ value: 'fra1', label: 'Frankfurt' }],
        default: 'fra1',
      },
    },
    required: ['region'],
  },
  capabilities: { secretRotation: { maxDelayHours: 48 }, transferable: true, importResource: true },
  repl: { enabled: true, supportsReadOnlyMode: true },
  details: {
    guides: [
      {
        framework: 'nextjs',
        title: 'Postgres in Next.js',
        steps: [{ title: 'Install the driver', content: 'npm install pg' }],
      },
    ],
    deploymentActions: [{ slug: 'branch', name: 'Branch' }],
    protocols: {
      experimentation: { status: 'enabled' as const, edgeConfigSyncingSupport: true },
    },
  },
};
