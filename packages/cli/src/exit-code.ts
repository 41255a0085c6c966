/** How a command can end. Scripts branch on these, so none ever changes its meaning. */
export const exitCode = {
  done: 0,
  refused: 1,
  wrongUsage: 2,
  notSignedIn: 3,
  notFound: 4,
  conflict: 5,
  providerFailed: 6,
  stillRunning: 7,
  unreachable: 8,
  changesPlanned: 9,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What each exit code tells a script, in the order of the codes. */
export const exitCodeMeaning = {
  0: 'Done.',
  1: 'The host refused, or something went wrong that no other code names.',
  2: 'Wrong usage: an unknown command or option, terms that are not accepted, or an answer that only a terminal could ask for.',
  3: 'Not signed in, or the token is not valid any more.',
  4: 'Something that was named does not exist.',
  5: 'It clashes with how things stand: a name is taken, variables would collide, another operation runs.',
  6: 'The provider refused, failed or could not be reached.',
  7: 'Not finished yet: with `--no-wait`, or when `--timeout` was over. It goes on at the host.',
  8: 'The host cannot be reached.',
  9: 'Something would change: only of `plan`, with `--detailed-exit-code`.',
  130: 'Interrupted with Ctrl-C, or a question was answered with no.',
} as const satisfies Record<ExitCode, string>;
