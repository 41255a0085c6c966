type BuiltPrograms = { readonly host: string; readonly provider: string };
export function builtPrograms(): BuiltPrograms | undefined;
export function ensurePrograms(): void;
