namespace RetailGrains.Api.Caching;

/// <summary>
/// Shares one call among concurrent callers. A caller joins only a call that starts after it has joined, so the answer is never older than
/// its request; while a call is running, new callers wait for the next.
/// </summary>
internal sealed class RequestCoalescer<T>(Func<Task<T>> ask)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<T>? _waiting;
    private bool _asking;

    public Task<T> AskAsync()
    {
        lock (_lock)
        {
            if (_waiting is not null) return _waiting.Task;
            _waiting = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<T> answer = _waiting.Task;
            if (_asking) return answer;
            _asking = true;
            _ = Task.Run(AskNextAsync);
            return answer;
        }
    }

    private async Task AskNextAsync()
    {
        while (Next() is { } waiting)
        {
            try
            {
                waiting.SetResult(await ask());
            }
            catch (Exception e)
            {
                waiting.SetException(e);
            }
        }
    }

    private TaskCompletionSource<T>? Next()
    {
        lock (_lock)
        {
            (TaskCompletionSource<T>? waiting, _waiting) = (_waiting, null);
            _asking = waiting is not null;
            return waiting;
        }
    }
}
