export function componentsOf(lock: {
  packages: Record<string, unknown>;
}): readonly { name: string; version: string; purl: string; hashes?: readonly object[] }[];
