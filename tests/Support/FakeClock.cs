using System.Globalization;

namespace RetailGrains.Tests.Support;

/// <summary>
/// The wall clock of one process, put forward and back by libfaketime (Debian's package faketime). Its clock for measuring durations is
/// left alone, as a step of the real clock leaves it alone.
/// </summary>
public sealed class FakeClock
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private readonly string _file;

    /// <summary>A clock that is right.</summary>
    /// <param name="folder">Its offset is kept in a file there.</param>
    public FakeClock(string folder)
    {
        _file = Path.Combine(folder, "clock");
        Set(TimeSpan.Zero);
    }

    /// <summary>Whether the library is there.</summary>
    public static bool IsInstalled { get; } = File.Exists(Library);

    /// <summary>For the process.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Its process takes it over within a second.</summary>
    public void Set(TimeSpan offset)
    {
        string next = _file + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0;-0;+0}s\n"));
        File.Move(next, _file, overwrite: true);
    }
}
