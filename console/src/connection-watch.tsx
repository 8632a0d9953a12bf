import { useQueryClient } from '@tanstack/preact-query';
import { useEffect, useRef } from 'preact/hooks';
import { call } from './api/client.ts';
import { connection } from './state/connection.ts';
import { useStore } from './state/store.ts';
import { useTexts } from './texts/texts.ts';
import { announce } from './ui/live.tsx';

const AGAIN_MS = 3_000;

/** While the server cannot be reached, asks for it again and again, and then for everything that is shown. */
export function ConnectionWatch() {
  const t = useTexts();
  const queries = useQueryClient();
  const { isLost } = useStore(connection);
  const wasLost = useRef(false);
  useEffect(() => {
    if (isLost) {
      announce(t.connection.lost);
      const timer = setInterval(() => {
        if (document.visibilityState === 'visible') void call('getState', {});
      }, AGAIN_MS);
      wasLost.current = true;
      return () => clearInterval(timer);
    }
    if (wasLost.current) {
      wasLost.current = false;
      announce(t.connection.back);
      void queries.invalidateQueries();
    }
    return undefined;
  }, [isLost, t, queries]);
  return null;
}
