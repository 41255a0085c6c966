/** Runs works that name the same thing one after another, and others beside each other. */
export type OneAtATime = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function oneAtATime(): OneAtATime {
  const last = new Map<string, Promise<unknown>>();

  return (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const running = before.then(work, work);
    last.set(name, running);
    const forget = () => {
      if (last.get(name) === running) last.delete(name);
    };
    running.then(forget, forget);
    return running;
  };
}
