using RetailGrains.Tracing;

namespace RetailGrains.Concurrency;

/// <summary>
/// Background work of a grain, in its turns. However often it is signalled, it runs once at a time, and once more if it was signalled
/// during a run. A failure is reported, never lost.
/// </summary>
/// <param name="run">The work.</param>
/// <param name="onFault">Called with the exception of the work; afterwards the loop can be signalled again.</param>
internal sealed class SingleFlightLoop(Func<Task> run, Action<Exception> onFault)
{
    private Task _current = Task.CompletedTask;
    private bool _again;

    /// <summary>Completes when the work is not running.</summary>
    public Task Idle => _current;

    public void Signal()
    {
        _again = true;
        if (_current.IsCompleted) _current = RunAsync();
    }

    private async Task RunAsync()
    {
        Spans.Continue(null); // the work is not part of the request that happened to signal it
        await Task.Yield(); // requests that arrive in this burst of turns join this run
        try
        {
            while (_again)
            {
                _again = false;
                await run();
            }
        }
        catch (Exception e) // every failure must be reported
        {
            onFault(e);
        }
    }
}
