using Xunit;

namespace RetailGrains.Tests.Support;

/// <summary>A test that takes minutes: it is left out, and says so, unless RETAIL_LONG=1 asks for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    /// <summary>Skips where it was not asked for, or the real data is not there.</summary>
    public LongFactAttribute()
    {
        if (!IsWanted) Skip = "Takes minutes: left out unless RETAIL_LONG=1.";
        else if (TestData.Folder is null) Skip = TestData.HowToGetIt;
    }

    /// <summary>RETAIL_LONG=1 is set.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("RETAIL_LONG") == "1";
}
