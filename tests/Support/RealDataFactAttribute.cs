using Xunit;

namespace RetailGrains.Tests.Support;

/// <summary>A test on the real data: without it the test is skipped, and says how to get it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    /// <summary>Skips where the data is not there.</summary>
    public RealDataFactAttribute()
    {
        if (TestData.Folder is null) Skip = TestData.HowToGetIt;
    }
}
