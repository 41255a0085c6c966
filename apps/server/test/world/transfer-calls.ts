type Call = { readonly method: string; readonly path: string };

/** What a host asks providers in a transfer: to begin one, what it would be, and to carry it out. */
export const isTransfer = ({ path }: Pick<Call, 'path'>) =>
  path.includes('/resource-transfer-requests');
export const isCreate = ({ method, path }: Call) =>
  method === 'POST' && path.endsWith('/resource-transfer-requests');
export const isVerify = ({ path }: Pick<Call, 'path'>) => path.endsWith('/verify');
export const isAccept = ({ path }: Pick<Call, 'path'>) => path.endsWith('/accept');
