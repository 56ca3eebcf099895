using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.Support;

/// <summary>A memory disk that can be filled. Only root can mount one.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string Ballast = "ballast-";

    private int _ballasts;

    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Whether this process may mount a disk.</summary>
    public static bool CanMount { get; } = Environment.UserName == "root";

    /// <summary>The mount point.</summary>
    public string Folder { get; }

    /// <summary>Mounts a new disk.</summary>
    /// <param name="megabytes">Its size.</param>
    /// <param name="owner">The user that owns it.</param>
    public static async Task<SmallDisk> MountAsync(int megabytes, string owner = "root")
    {
        // A short name, because the paths of sockets have a maximum length.
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"disk-{Guid.NewGuid():N}"[..13])).FullName;
        await RunAsync(
            "mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0755"), "tmpfs", folder);
        await RunAsync("chown", owner, folder);
        return new SmallDisk(folder);
    }

    /// <summary>Uses all free space; call it again for space that others have freed since.</summary>
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
                File.Delete(ballast); // others write concurrently: the remaining space is left to them
            }
        }
    }

    /// <summary>Frees the space.</summary>
    public void Free()
    {
        foreach (string ballast in Directory.GetFiles(Folder, Ballast + "*")) File.Delete(ballast);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Folder); // a killed process may keep a file open for a moment
        Directory.Delete(Folder);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
    }
}
