// breaks: calls-go-out-through-the-guard
export const send = async () => (await import('undici')).request;
