using Xunit;

namespace RetailGrains.Tests.Support;

/// <summary>A test that takes minutes; it is skipped unless RETAIL_LONG=1 is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    /// <summary>Skips the test when RETAIL_LONG=1 is not set, or when the real data is missing.</summary>
    public LongFactAttribute()
    {
        if (!IsWanted) Skip = "Takes minutes: left out unless RETAIL_LONG=1.";
        else if (TestData.Folder is null) Skip = TestData.HowToGetIt;
    }

    /// <summary>Whether RETAIL_LONG=1 is set.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("RETAIL_LONG") == "1";
}
