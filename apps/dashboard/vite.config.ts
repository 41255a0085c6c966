import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './build/compress.ts';
import { endpointTable } from './build/endpoint-table.ts';

/** The host that `vite` in development hands calls to. */
const HOST = 'http://127.0.0.1:4000';
/** From so many files on that load by themselves: fewer would bring pages more that they do not use. */
const SHARED_BY = 8;

export default defineConfig({
  plugins: [react(), tailwindcss(), endpointTable(), compress()],
  build: {
    target: 'es2023',
    // the host sends its files with an age, and finds them by this folder
    assetsDir: 'assets',
    // small pictures inside the script would need a wider security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // what many pages use comes as one file: in small ones, half of what is sent is headers
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: SHARED_BY }] } },
    },
  },
  server: { proxy: { '/kontor': HOST, '/sign-in': HOST, '/sign-out': HOST, '/install': HOST } },
});
