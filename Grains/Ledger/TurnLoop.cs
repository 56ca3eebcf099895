namespace RetailGrains.Ledger;

/// <summary>
/// Work of a grain that goes on beside its calls, in its turns: kicked as often as one likes, it runs once at a time, and once more when it
/// was kicked meanwhile.
/// </summary>
internal sealed class TurnLoop(Func<Task> run)
{
    private Task _current = Task.CompletedTask;
    private bool _again;

    /// <summary>Completes when it does not run.</summary>
    public Task Idle => _current;

    public void Kick()
    {
        _again = true;
        if (_current.IsCompleted) _current = RunAsync();
    }

    private async Task RunAsync()
    {
        await Task.Yield(); // what else arrives in this burst of turns is taken along
        while (_again)
        {
            _again = false;
            await run();
        }
    }
}
