import { execFileSync } from 'node:child_process';

/** The commit that is proved, and whether anything differs from it. */
export function provedCommit(): string {
  const commit = git('rev-parse', '--short=10', 'HEAD');
  return git('status', '--porcelain') === '' ? commit : `${commit} and changes`;
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
