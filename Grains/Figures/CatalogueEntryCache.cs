namespace RetailGrains.Figures;

/// <summary>Caches an entity's catalogue entry, which it reads on first use.</summary>
internal sealed class CatalogueEntryCache<T>(
    Func<string, CancellationToken, Task<T?>> read, Func<string, T, CancellationToken, Task> write)
    where T : class
{
    private T? _entry;
    private bool _known;

    public async ValueTask<T?> GetAsync(string id)
    {
        if (_known) return _entry;
        _entry = await read(id, CancellationToken.None);
        _known = true;
        return _entry;
    }

    public async Task PutAsync(string id, T entry)
    {
        _known = false; // until the write has succeeded, the cached entry is in doubt
        await write(id, entry, CancellationToken.None);
        _entry = entry;
        _known = true;
    }
}
