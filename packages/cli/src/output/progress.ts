/** Where progress is shown; nothing is written unless it is a terminal. */
export type ProgressStream = {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
};

export type Progress = {
  /** Shows what is going on, with the seconds since it began. */
  readonly say: (text: string) => void;
  /** Takes the line away. */
  readonly clear: () => void;
};

const REFRESHED_EVERY_MS = 1000;
const CLEAR_LINE = '\r\u001b[2K';

/** One line on a terminal's standard error that says what is being waited for. */
export function createProgress(stream: ProgressStream): Progress {
  if (stream.isTTY !== true) return { say: () => {}, clear: () => {} };
  let timer: NodeJS.Timeout | undefined;
  const clear = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    stream.write(CLEAR_LINE);
  };
  return {
    say: (text) => {
      clear();
      const since = performance.now();
      const show = () => {
        const seconds = Math.floor((performance.now() - since) / 1000);
        stream.write(`${CLEAR_LINE}${text}${seconds < 2 ? '' : ` ${seconds} s`}`);
      };
      show();
      timer = setInterval(show, REFRESHED_EVERY_MS);
      timer.unref();
    },
    clear,
  };
}
