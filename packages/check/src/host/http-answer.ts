/** What the host that is played answers. */
export type HttpAnswer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export function refused(status: number, code: string, message: string): HttpAnswer {
  return { status, body: { error: { code, message } } };
}
