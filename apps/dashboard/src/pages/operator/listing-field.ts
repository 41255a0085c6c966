const names: Readonly<Record<string, string>> = {
  name: 'Name',
  developer: 'Developer',
  shortDescription: 'Short description',
  category: 'Category',
  overview: 'Overview',
  websiteUrl: 'Website',
  eulaUrl: 'Terms of use',
  privacyUrl: 'Privacy policy',
  billsPerInstallation: 'Bills per installation',
  capabilities: 'What it can do',
  details: 'How it is shown',
  contactEmail: 'Contact',
  baseUrl: 'Address of its server',
  redirectLoginUrl: 'Where members sign on',
  webhookUrl: 'Address for webhooks',
  redirectUrl: 'Where linking an account leads',
  configurationUrl: 'Where a linked account is configured',
  importResourceUrl: 'Where resources are brought from',
  openidRedirectUrls: 'Addresses for OpenID Connect',
  apiScopes: 'What a linked account may do',
  kinds: 'Ways to install it',
  metadataSchema: 'Form',
  protocols: 'Protocols',
  repl: 'Commands',
  iconUrl: 'Icon',
};

/** What a field of a listing is called by people: `products.db.metadataSchema` is “Product db: Form”. */
export function nameOfField(field: string): string {
  const [first = '', second, ...rest] = field.split('.');
  if (first !== 'products' || second === undefined) return textOf(field.split('.'));
  return rest.length === 0 ? `Product ${second}` : `Product ${second}: ${textOf(rest)}`;
}

function textOf(parts: readonly string[]): string {
  return parts.map((part) => names[part] ?? spaced(part)).join(', ');
}

/** The words of a name in camel case. */
function spaced(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
