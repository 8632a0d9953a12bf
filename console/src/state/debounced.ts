import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * Calls `onSettled` when the text has stayed the same for so long. The text follows `value` when that changes from
 * elsewhere; a settled text that comes back late never replaces what was typed since.
 */
export function useDebounced(
  value: string,
  onSettled: (text: string) => void,
  waitMs: number,
): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(value);
  const settled = useRef(value);
  useEffect(() => {
    if (value === settled.current) return;
    settled.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed === settled.current) return;
    const timer = setTimeout(() => {
      settled.current = typed;
      onSettled(typed);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [typed, onSettled, waitMs]);
  return [typed, setTyped];
}
