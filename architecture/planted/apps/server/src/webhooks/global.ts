// breaks: calls-go-out-through-the-guard
export const send = (url: string) => fetch(url);
