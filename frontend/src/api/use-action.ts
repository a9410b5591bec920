import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'

/**
 * Does something on the server, and reads again what it changed. `run` takes what to do; `error` is what
 * went wrong last, until the next try.
 */
export function useAct(keys: readonly QueryKey[]) {
  const queries = useQueryClient()
  const { mutateAsync, error, isPending, reset } = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    // Not waited for: what was done is done, whether or not the page can be read again.
    onSettled: () => {
      for (const queryKey of keys) void queries.invalidateQueries({ queryKey })
    },
    networkMode: 'always',
  })
  return {
    error,
    pending: isPending,
    reset,
    /** Whether it worked. */
    run: (act: () => Promise<unknown>): Promise<boolean> =>
      mutateAsync(act).then(
        () => true,
        () => false,
      ),
  }
}
