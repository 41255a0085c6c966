import manifest from '../package.json' with { type: 'json' };

/** The release of this command. */
export const version: string = manifest.version;
