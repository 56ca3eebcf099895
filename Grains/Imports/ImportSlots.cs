using Microsoft.Extensions.Options;

namespace RetailGrains.Imports;

/// <summary>Limits the number of concurrent imports on this silo; others wait in the order of arrival.</summary>
internal sealed class ImportSlots(IOptions<ImportOptions> options, ImportMeter meter) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.MaxRunning);

    /// <summary>Takes a slot if one is free.</summary>
    public bool TryEnter()
    {
        if (!_free.Wait(TimeSpan.Zero)) return false;
        meter.RunningChanged(1);
        return true;
    }

    /// <summary>Waits for a slot.</summary>
    public async Task EnterAsync(CancellationToken cancel)
    {
        meter.QueuedChanged(1);
        try
        {
            await _free.WaitAsync(cancel);
        }
        finally
        {
            meter.QueuedChanged(-1);
        }

        meter.RunningChanged(1);
    }

    /// <summary>Releases the slot.</summary>
    public void Leave()
    {
        meter.RunningChanged(-1);
        _free.Release();
    }

    public void Dispose() => _free.Dispose();
}
