import { useEffect, useState } from 'react';

const QUIET_MS = 400;

/** A value that has not changed for a moment, so that not every letter that is typed asks the host. */
export function useSettled<Value extends string>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), QUIET_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
