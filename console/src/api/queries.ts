import {
  type FetchQueryOptions,
  keepPreviousData,
  QueryClient,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/preact-query';
import { useCallback, useState } from 'preact/hooks';
import {
  type CallFailed,
  type CallOptions,
  call,
  type EndpointName,
  fetched,
  type InputOf,
  type OutputOf,
  type Result,
} from './client.ts';

const STALE_AFTER_MS = 5_000;
const TRIES_AT_MOST = 2;

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_AFTER_MS,
        // Rows must not move because the window got the focus.
        refetchOnWindowFocus: false,
        // What the server has refused is not asked again by itself.
        retry: (failures, error) => isConnectionError(error) && failures < TRIES_AT_MOST,
        // The store of the connection knows better than the browser.
        networkMode: 'always',
      },
    },
  });
}

function isConnectionError(error: unknown): boolean {
  return (error as CallFailed).error?.status === 0;
}

type ReadOptions<T> = {
  readonly enabled?: boolean;
  /** Keeps the rows of the page before until the new ones are there. */
  readonly keepsPrevious?: boolean;
  /** Reads again so often; a function decides by what was read last. */
  readonly refetchMs?: number | ((data: T | undefined) => number);
};

/** Reads an endpoint before a component asks for it. Resolves when it is there, or has failed. */
export function prefetchRead<N extends EndpointName>(
  client: QueryClient,
  name: N,
  input: InputOf<N>,
): Promise<void> {
  return client.prefetchQuery(readOf(name, input));
}

function readOf<N extends EndpointName>(
  name: N,
  input: InputOf<N>,
): FetchQueryOptions<OutputOf<N>, CallFailed> {
  return { queryKey: [name, input], queryFn: ({ signal }) => fetched(name, input, { signal }) };
}

/** Reads an endpoint, and reads it again after acts that say so. */
export function useRead<N extends EndpointName>(
  name: N,
  input: InputOf<N>,
  { enabled = true, keepsPrevious = false, refetchMs }: ReadOptions<OutputOf<N>> = {},
): UseQueryResult<OutputOf<N>, CallFailed> {
  const client = useQueryClient();
  const read = readOf(name, input);
  // Asked for while the page is made: the query itself asks in an effect, which waits until the page was painted.
  if (enabled && !client.getQueryState(read.queryKey)) void client.prefetchQuery(read);
  return useQuery<OutputOf<N>, CallFailed>({
    ...read,
    enabled,
    ...(keepsPrevious && { placeholderData: keepPreviousData }),
    ...(refetchMs !== undefined && {
      refetchInterval: typeof refetchMs === 'number' ? refetchMs : ({ state }) => refetchMs(state.data),
    }),
  });
}

export type Act<N extends EndpointName> = {
  readonly run: (input: InputOf<N>, options?: CallOptions) => Promise<Result<OutputOf<N>>>;
  readonly isBusy: boolean;
};

/** An act, after which the named endpoints are read again. Its errors are values. */
export function useAct<N extends EndpointName>(name: N, changes: readonly EndpointName[] = []): Act<N> {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const changed = changes.join(' ');
  const run = useCallback(
    async (input: InputOf<N>, options?: CallOptions) => {
      setBusy(true);
      try {
        const result = await call(name, input, options);
        if (result.ok && changed) {
          await Promise.all(changed.split(' ').map((each) => client.invalidateQueries({ queryKey: [each] })));
        }
        return result;
      } finally {
        setBusy(false);
      }
    },
    [client, name, changed],
  );
  return { run, isBusy };
}
