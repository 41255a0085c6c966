import type { EndpointGiven, EndpointInput, HostEndpoint } from '@kontor/protocol';
import type * as z from 'zod';

/** Calls an endpoint of the host as whoever the agent works for. A refusal is thrown. */
export type Call = <const E extends HostEndpoint>(
  endpoint: E,
  input: EndpointInput<E>,
) => Promise<EndpointGiven<E>>;

/** What the tools work with. */
export type Desk = {
  readonly call: Call;
  /** The team to act in: the one that is named, or the one that the token or the person has. */
  readonly team: (named: string | undefined) => Promise<string>;
  /** The page of the dashboard at a path. */
  readonly pageAt: (path: string) => string;
};

/** A tool as data: what an agent reads about it, what it takes, and what it does. */
export type Tool<Input extends z.ZodRawShape = z.ZodRawShape, On = Desk> = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  /** `reads` changes nothing, `changes` adds or alters, `destroys` takes away. */
  readonly effect: 'reads' | 'changes' | 'destroys';
  readonly run: (input: z.output<z.ZodObject<Input>>, desk: On) => Promise<unknown>;
};

/** A tool whose types are set aside, so that all can stand in one list. */
export type AnyTool<On = Desk> = Omit<Tool<z.ZodRawShape, On>, 'run'> & {
  readonly run: (input: never, desk: On) => Promise<unknown>;
};

export function tool<const Input extends z.ZodRawShape, On = Desk>(
  data: Tool<Input, On>,
): AnyTool<On> {
  return data;
}
