namespace RetailGrains.Figures;

/// <summary>An entity's catalogue entry, read when it is first asked for and kept from then on.</summary>
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
        _known = false; // until it is known to be written, what is kept is in doubt
        await write(id, entry, CancellationToken.None);
        _entry = entry;
        _known = true;
    }
}
