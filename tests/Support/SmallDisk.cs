using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.Support;

/// <summary>A disk in memory that can be filled. Only root can mount one.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string Ballast = "ballast-";

    private int _ballasts;

    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Whether this process may mount one.</summary>
    public static bool CanMount { get; } = Environment.UserName == "root";

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Mounts a new one.</summary>
    /// <param name="megabytes">Its size.</param>
    /// <param name="owner">A user of the machine.</param>
    public static async Task<SmallDisk> MountAsync(int megabytes, string owner = "root")
    {
        // A short name, for paths of sockets below it have a bound.
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"disk-{Guid.NewGuid():N}"[..13])).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0755"), "tmpfs", folder);
        await RunAsync("chown", owner, folder);
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that is left; to be called again for room that others have given back since.</summary>
    public void Fill()
    {
        long free = new DriveInfo(Folder).AvailableFreeSpace;
        string ballast = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Ballast}{_ballasts++}"));
        for (long size = free; size > 0; size -= (free / 200) + 1)
        {
            try
            {
                using var file = new FileStream(
                    ballast, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = size });
                return;
            }
            catch (IOException)
            {
                File.Delete(ballast); // others write meanwhile: what does not fit any more is left to them
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free()
    {
        foreach (string ballast in Directory.GetFiles(Folder, Ballast + "*")) File.Delete(ballast);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Folder); // a process that was killed may hold a file for a moment
        Directory.Delete(Folder);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
    }
}
