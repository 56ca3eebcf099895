using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class LoggingSettingsTests
{
    [Theory]
    [InlineData("Console:FormatterName", "xml", "must be line or json, not 'xml'.")]
    [InlineData("Console:FormatterName", "simple", "must be line or json, not 'simple'.")]
    [InlineData("Console:FormatterName", "Line ", "must be line or json, not 'Line '.")]
    [InlineData("LogLevel:Default", "loud", "must be Trace, Debug, Information, Warning, Error, Critical or None, not 'loud'.")]
    [InlineData("LogLevel:Npgsql.Command", "2", "must be Trace, Debug, Information, Warning, Error, Critical or None, not '2'.")]
    [InlineData("Console:LogLevel:Default", "warn", "must be Trace, Debug, Information, Warning, Error, Critical or None, not 'warn'.")]
    [InlineData("Console:LogToStandardErrorThreshold", "INFO", "must be Trace, Debug")]
    [InlineData("Console:MaxQueueLength", "0", "must be a whole number above 0, not '0'.")]
    [InlineData("Console:MaxQueueLength", "5k", "must be a whole number above 0, not '5k'.")]
    [InlineData("Console:QueueFullMode", "drop", "must be Wait or DropWrite, not 'drop'.")]
    [InlineData("Console:FormatterOptions:UseUtcTimestamp", "yes", "must be true or false, not 'yes'.")]
    [InlineData("Console:FormatterOptions:TimestampFormat", "%", "must be a format of dates and times in .NET, not '%'.")]
    [InlineData("Console:FormatterOptions:SingleLine", "true", "is not a setting.")]
    [InlineData("Console:FormaterName", "json", "is not a setting. Did you mean Logging:Console:FormatterName?")]
    [InlineData("Levels:Default", "Debug", "is not a setting.")]
    [InlineData("Consle:LogLevel:Default", "Debug", "is not a setting.")]
    public void An_ineffective_value_is_named_with_what_it_must_be(string setting, string value, string says) =>
        Assert.StartsWith($"Logging:{setting} {says}", Assert.Single(ProblemsOf((setting, value))), StringComparison.Ordinal);

    [Fact]
    public void An_effective_value_is_accepted() => Assert.Empty(ProblemsOf(
        ("Console:FormatterName", "JSON"),
        ("LogLevel:Default", "debug"),
        ("LogLevel:Microsoft.AspNetCore", "None"),
        ("EventSource:LogLevel:Default", "Warning"),
        ("Console:LogToStandardErrorThreshold", "Error"),
        ("Console:FormatterOptions:TimestampFormat", "HH:mm:ss "),
        ("Console:FormatterOptions:IncludeStacks", "True"),
        ("Console:QueueFullMode", "DropWrite"),
        ("CaptureScopes", "false"),
        ("Console:MaxQueueLength", "")));

    [Fact]
    public void A_variable_that_only_shares_the_sections_name_is_not_a_setting() => Assert.Empty(LoggingSettings.ProblemsOf(
        new ConfigurationBuilder().AddInMemoryCollection([new("Logging", "verbose")]).Build()));

    [Theory]
    [InlineData("Orleans.Runtime", LogLevel.Debug)]
    [InlineData("RetailGrains.Ledger", LogLevel.Error)]
    [InlineData("Microsoft.AspNetCore.Routing", LogLevel.Warning)]
    public void Configured_levels_take_precedence(string category, LogLevel least)
    {
        var filters = new LoggerFilterOptions();
        filters.Rules.Add(new LoggerFilterRule(null, null, LogLevel.Error, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans", LogLevel.Debug, null));
        filters.FilterBy(LogLevel.Information);
        // .NET selects the rule with the longest category, and the last one if several are equally long.
        LoggerFilterRule rule = filters.Rules
            .Where(one => one.CategoryName is null || category.StartsWith(one.CategoryName, StringComparison.Ordinal))
            .Reverse()
            .MaxBy(one => one.CategoryName?.Length ?? 0)!;
        Assert.Equal(least, rule.LogLevel);
    }

    private static IEnumerable<string> ProblemsOf(params (string Name, string Value)[] settings) => LoggingSettings.ProblemsOf(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(one => $"Logging:{one.Name}", one => (string?)one.Value)).Build());
}
