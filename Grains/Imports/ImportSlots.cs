using Microsoft.Extensions.Options;

namespace RetailGrains.Imports;

/// <summary>Lets so many imports run at once on this silo; others wait in the order in which they came.</summary>
internal sealed class ImportSlots(IOptions<ImportOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.MaxRunning);

    /// <summary>Takes a slot if one is free.</summary>
    public bool TryEnter() => _free.Wait(TimeSpan.Zero);

    /// <summary>Waits for a slot.</summary>
    public Task EnterAsync(CancellationToken cancel) => _free.WaitAsync(cancel);

    /// <summary>Gives the slot up.</summary>
    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
