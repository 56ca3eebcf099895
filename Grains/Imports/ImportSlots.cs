using Microsoft.Extensions.Options;

namespace RetailGrains.Imports;

/// <summary>Limits the number of imports that run at once on this silo; others wait in the order of arrival.</summary>
internal sealed class ImportSlots(IOptions<ImportOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.MaxRunning);

    /// <summary>Takes a slot if one is free.</summary>
    public bool TryEnter() => _free.Wait(TimeSpan.Zero);

    /// <summary>Waits for a slot.</summary>
    public Task EnterAsync(CancellationToken cancel) => _free.WaitAsync(cancel);

    /// <summary>Releases the slot.</summary>
    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
