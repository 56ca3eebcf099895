using Xunit;

namespace RetailGrains.Tests.Support;

/// <summary>A test that mounts a memory disk; it is skipped unless root runs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    /// <summary>Skips the test when the user is not root.</summary>
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.CanMount) Skip = "Mounts a disk in memory: left out unless run by root.";
    }
}

/// <summary>A test that sets a process's clock; it is skipped without Debian's package faketime.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FakeClockFactAttribute : FactAttribute
{
    /// <summary>Skips the test when the library is missing.</summary>
    public FakeClockFactAttribute()
    {
        if (!FakeClock.IsInstalled) Skip = "Sets a process's clock: left out without Debian's package faketime.";
    }
}
