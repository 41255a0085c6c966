export { DevError } from './dev-error.ts';
export { marketplaceIssuer, marketplaceNames } from './network/names.ts';
export { type NetworkView, openView } from './network/open-view.ts';
export { awaitPort } from './programs/await-port.ts';
export { freePort } from './programs/free-port.ts';
export { type RunningHost, startHost } from './programs/start-host.ts';
