import { spawn } from 'node:child_process';

/** What opens an address in the person's browser. The address is one argument: no shell reads it. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens an address in a browser, and answers whether that was begun. It is not waited for. */
export function openBrowser(url: string): boolean {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  // without a browser the printed address has to do
  opener.on('error', () => {});
  opener.unref();
  return opener.pid !== undefined;
}
