import { useEffect, useState } from 'preact/hooks';

/** Calls `onSettled` when the text has stayed the same for so long. The text follows `value` when that changes. */
export function useDebounced(
  value: string,
  onSettled: (text: string) => void,
  waitMs: number,
): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onSettled(typed), waitMs);
    return () => clearTimeout(timer);
  }, [typed, value, onSettled, waitMs]);
  return [typed, setTyped];
}
