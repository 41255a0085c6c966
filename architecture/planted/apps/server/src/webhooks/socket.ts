// breaks: calls-go-out-through-the-guard
export const listen = (url: string) => new WebSocket(url);
