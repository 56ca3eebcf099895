using System.Globalization;

namespace RetailGrains.Tests.Support;

/// <summary>
/// The wall clock of one process, moved by libfaketime (Debian's package faketime). The monotonic clock is unaffected, as it is by a step
/// of the real clock.
/// </summary>
public sealed class FakeClock
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private readonly string _file;

    /// <summary>Creates a clock without an offset.</summary>
    /// <param name="folder">The folder of the file that contains the offset.</param>
    public FakeClock(string folder)
    {
        _file = Path.Combine(folder, "clock");
        Set(TimeSpan.Zero);
    }

    /// <summary>Whether the library is installed.</summary>
    public static bool IsInstalled { get; } = File.Exists(Library);

    /// <summary>The environment variables of the process.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Sets the offset, which the process applies within a second.</summary>
    public void Set(TimeSpan offset)
    {
        string next = _file + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0;-0;+0}s\n"));
        File.Move(next, _file, overwrite: true);
    }
}
