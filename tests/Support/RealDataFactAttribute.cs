using Xunit;

namespace RetailGrains.Tests.Support;

/// <summary>A test with the real data; without the data it is skipped, with instructions to get it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    /// <summary>Skips the test when the data is missing.</summary>
    public RealDataFactAttribute()
    {
        if (TestData.Folder is null) Skip = TestData.HowToGetIt;
    }
}
