namespace RetailGrains.Ledger;

/// <summary>
/// Work of a grain that goes on beside its calls, in its turns: kicked as often as one likes, it runs once at a time, and once more when it
/// was kicked meanwhile. A fault is reported, never lost.
/// </summary>
/// <param name="run">The work.</param>
/// <param name="onFault">Called with what the work threw; the loop can be kicked again afterwards.</param>
internal sealed class SingleFlightLoop(Func<Task> run, Action<Exception> onFault)
{
    private Task _current = Task.CompletedTask;
    private bool _again;

    /// <summary>Completes when it does not run.</summary>
    public Task Idle => _current;

    public void Signal()
    {
        _again = true;
        if (_current.IsCompleted) _current = RunAsync();
    }

    private async Task RunAsync()
    {
        await Task.Yield(); // what else arrives in this burst of turns is taken along
        try
        {
            while (_again)
            {
                _again = false;
                await run();
            }
        }
        catch (Exception e) // supervision: whatever it is, somebody must hear of it
        {
            onFault(e);
        }
    }
}
