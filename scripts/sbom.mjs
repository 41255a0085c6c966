/**
 * Prints what the product is made of, as CycloneDX: `npm run sbom > kontor.cdx.json`. All of it comes
 * from the lock file, so that no network is needed, and the hashes are those that `npm ci` checks.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {{ packages: Record<string, any> }} lock */
export function componentsOf({ packages }) {
  const found = Object.entries(packages)
    .filter(([place, one]) => place.includes('node_modules/') && !one.link && !one.dev)
    .map(([place, one]) => {
      const name =
        one.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const purl = `pkg:npm/${name.replace('@', '%40')}@${one.version}`;
      const [algorithm, digest] = one.integrity?.split(/-(.*)/s) ?? [];
      return {
        type: 'library',
        'bom-ref': purl,
        name,
        version: one.version,
        purl,
        ...(digest && {
          hashes: [
            {
              alg: algorithm.replace('sha', 'SHA-'),
              content: Buffer.from(digest, 'base64').toString('hex'),
            },
          ],
        }),
        ...(one.license && { licenses: [{ expression: one.license }] }),
      };
    });
  return [...new Map(found.map((one) => [one.purl, one])).values()];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL('../', import.meta.url);
  const read = (name) => JSON.parse(readFileSync(new URL(name, root), 'utf8'));
  const { name, version } = read('package.json');
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': name, name, version } },
    components: componentsOf(read('package-lock.json')),
  };
  console.log(JSON.stringify(bom, null, 2));
}
