// breaks: calls-go-out-through-the-guard
export const send = globalThis.fetch;
