import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'

/**
 * Runs an action on the server, then invalidates the queries that it changes. `error` is the error of
 * the last run, until the next one.
 */
export function useAction(keys: readonly QueryKey[]) {
  const queries = useQueryClient()
  const { mutateAsync, error, isPending, reset } = useMutation({
    mutationFn: (action: () => Promise<unknown>) => action(),
    // Not awaited: the action has succeeded even if the next read fails.
    onSettled: () => {
      for (const queryKey of keys) void queries.invalidateQueries({ queryKey })
    },
    networkMode: 'always',
  })
  return {
    error,
    pending: isPending,
    reset,
    /** Resolves to whether the action succeeded. */
    run: (action: () => Promise<unknown>): Promise<boolean> =>
      mutateAsync(action).then(
        () => true,
        () => false,
      ),
  }
}
