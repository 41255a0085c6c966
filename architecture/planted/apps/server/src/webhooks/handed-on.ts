// breaks: calls-go-out-through-the-guard
export const ports = { clock: Date.now, fetch };
