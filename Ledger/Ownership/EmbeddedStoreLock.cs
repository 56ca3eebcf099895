using Microsoft.Extensions.Logging;
using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Ownership;

/// <summary>
/// Locks the embedded store by holding a file in its folder open exclusively. The kernel releases the lock however the process ends, so a
/// file left by a crash blocks no other process. A second file names the holder, because the first cannot be read while it is locked.
/// </summary>
internal sealed class EmbeddedStoreLock : IStoreLock
{
    private const string LockName = "lock";
    private const string OwnerName = "owner.json";

    private readonly FileStream _held;
    private readonly string _ownerPath;

    private EmbeddedStoreLock(FileStream held, string ownerPath) => (_held, _ownerPath) = (held, ownerPath);

    /// <param name="home">The store's folder, as the setting names it; created if it does not exist.</param>
    /// <param name="owner">This process.</param>
    /// <exception cref="StoreOwnedException">Another process holds the lock.</exception>
    public static EmbeddedStoreLock Acquire(string home, StoreOwner owner)
    {
        string folder = RetailHome.Create(home);
        string ownerPath = Path.Combine(folder, OwnerName);
        FileStream held = Hold(Path.Combine(folder, LockName), ownerPath, home);
        try
        {
            OwnerOnlyFile.Write(ownerPath, owner.ToJson());
            return new EmbeddedStoreLock(held, ownerPath);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The lock on an open file cannot be lost while the process lives.</summary>
    public async Task<string> WatchAsync(ILogger logger, CancellationToken cancel)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        return string.Empty;
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_ownerPath); // before the lock is released: the next owner writes a new file
        return _held.DisposeAsync();
    }

    private static FileStream Hold(string path, string ownerPath, string home)
    {
        try
        {
            FileStreamOptions options = OwnerOnlyFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite);
            options.Share = FileShare.None;
            var held = new FileStream(path, options);
            OwnerOnlyFile.Narrow(path);
            return held;
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path))
        {
            string who = ReadOwner(ownerPath)?.Serves(home) ?? $"Another process serves {home}";
            throw new StoreOwnedException($"{who}; stop it, or set RETAIL_HOME to another folder.");
        }
        catch (UnauthorizedAccessException e)
        {
            throw RetailHome.CannotUse(home, e);
        }
    }

    private static StoreOwner? ReadOwner(string path)
    {
        try
        {
            return StoreOwner.FromJson(File.ReadAllText(path));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
