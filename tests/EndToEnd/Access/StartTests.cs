namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>What a process is not started with.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("JWT_SECRET_KEY", "JWT_SECRET_KEY", "")]
    [InlineData("JWT_SECRET_KEY", "JWT_SECRET_KEY", "too short to sign with")]
    [InlineData("JWT_ALGORITHM", "JWT_ALGORITHM", "none")]
    [InlineData("RETAIL_ADMIN_PASSWORD", "RETAIL_ADMIN_USER", "root")]
    [InlineData("Limits:Viewer:PerSecond", "Limits__Viewer__PerSecond", "0")]
    public async Task A_setting_that_cannot_be_used_stops_the_start_and_is_named(string named, string setting, string value)
    {
        await using var store = new SqliteTestStore();
        (int exitCode, string log) = await ApiProcess.RunAsync(store, (setting, value));
        Assert.Equal(1, exitCode);
        Assert.Contains(named, log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
    }
}
