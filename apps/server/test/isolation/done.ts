type Asked = { readonly status: number; readonly body: unknown; readonly error: unknown };

/** What was asked for, or the reason why the stage is not set. */
export async function done<A extends Asked>(asking: Promise<A>): Promise<A['body']> {
  const answer = await asking;
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.error)}`);
  return answer.body;
}
