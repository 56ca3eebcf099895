using RetailGrains.ServiceDefaults;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Starting;

public sealed class ProgramVersionTests
{
    [Theory]
    [InlineData("1.4.0+0123abc", "1.4.0", "0123abc")]
    [InlineData("1.4.1-dev.0.7+0123abc", "1.4.1-dev.0.7", "0123abc")]
    [InlineData("0.0.0-dev.0", "0.0.0-dev.0", null)]
    [InlineData("1.4.0+", "1.4.0", null)]
    [InlineData(null, "0.0.0", null)]
    [InlineData(" ", "0.0.0", null)]
    public void Version_and_commit_are_the_parts_of_the_informational_version(string? informational, string version, string? commit)
    {
        ProgramVersion parsed = ProgramVersion.Parse(informational);

        Assert.Equal((version, commit), (parsed.Version, parsed.Commit));
    }
}
