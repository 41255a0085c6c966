/** Method and path of each endpoint. Made by `build/endpoint-table.ts`. */
declare module 'virtual:endpoints' {
  export const table: Readonly<Record<string, readonly [method: string, path: string]>>;
}
