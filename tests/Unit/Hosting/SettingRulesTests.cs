using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Live;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Metrics;
using RetailGrains.Operations;
using RetailGrains.Silo.Hosting;
using RetailGrains.Streams;

namespace RetailGrains.Tests.Unit.Hosting;

/// <summary>Every setting of a section is checked at startup. The error names the setting, the rule and the value.</summary>
public sealed class SettingRulesTests
{
    [Theory]
    [InlineData("Ledger:TailLines", "0", "Ledger:TailLines must be above 0, not 0.")]
    [InlineData("Ledger:SaveDelay", "30.00:00:00", "Ledger:SaveDelay must be above 00:00:00 to 1.00:00:00, not 30.00:00:00.")]
    [InlineData("Ledger:CommitInterval", "-00:00:01", "Ledger:CommitInterval must be from 00:00:00 to 1.00:00:00, not -00:00:01.")]
    [InlineData("Imports:MaxInvoices", "-1", "Imports:MaxInvoices must be above 0, not -1.")]
    [InlineData("Imports:Retention", "00:00:00", "Imports:Retention must be above 00:00:00, not 00:00:00.")]
    [InlineData("Streams:RecordedLength", "0", "Streams:RecordedLength must be above 0, not 0.")]
    [InlineData("Live:Interval", "00:00:00.05", "Live:Interval must be from 00:00:00.1000000 to 1.00:00:00, not 00:00:00.0500000.")]
    [InlineData("Live:MostListeners", "-1", "Live:MostListeners must be at least 0, not -1.")]
    [InlineData("Limits:Viewer:PerSecond", "0", "Limits:Viewer:PerSecond must be above 0, not 0.")]
    [InlineData("Limits:BodyBytes", "5", "Limits:BodyBytes must be at least 67108864, of which one body may take half, not 5.")]
    [InlineData("Limits:CheckTimeout", "-00:00:01", "Limits:CheckTimeout must be above 00:00:00, not -00:00:01.")]
    [InlineData("Metrics:MaxStores", "-1", "Metrics:MaxStores must be at least 0, not -1.")]
    [InlineData("Reconciliation:Interval", "00:00:59", "Reconciliation:Interval must be 0, or from 00:01:00 to 45.00:00:00, not 00:00:59.")]
    [InlineData("Reconciliation:Interval", "60.00:00:00", "Reconciliation:Interval must be 0, or from 00:01:00 to 45.00:00:00, not")]
    [InlineData("Reconciliation:FirstAfter", "-00:00:01", "Reconciliation:FirstAfter must be at least 00:00:00, not -00:00:01.")]
    [InlineData("Limits:TrustedProxies:0", "here", "Limits:TrustedProxies:0")]
    [InlineData("Limits:CorsOrigins:1", "shop", "Limits:CorsOrigins:1")]
    public void A_value_out_of_range_stops_the_start_with_a_line_that_names_it(string setting, string value, string expected)
    {
        using ServiceProvider services = Services((setting, value));
        var refused = Assert.Throws<OptionsValidationException>(() => services.ValidateOptions());
        Assert.StartsWith(expected, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void All_wrong_settings_are_reported_together()
    {
        using ServiceProvider services = Services(("Ledger:TailLines", "0"), ("Ledger:TailBytes", "0"));
        Assert.Equal(2, Assert.Throws<OptionsValidationException>(() => services.ValidateOptions()).Failures.Count());
    }

    [Fact]
    public void The_defaults_are_valid()
    {
        using ServiceProvider services = Services();
        services.ValidateOptions();
    }

    [Fact]
    public void Reconciliation_can_be_switched_off()
    {
        using ServiceProvider services = Services(("Reconciliation:Interval", "00:00:00"));
        services.ValidateOptions();
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select((setting, i) => KeyValuePair.Create(setting.Key, (string?)setting.Value))
                .Concat(settings.Any(one => one.Key.EndsWith(":1", StringComparison.Ordinal))
                    ? [KeyValuePair.Create("Limits:CorsOrigins:0", (string?)"https://shop.example")]
                    : []))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddSettings<LedgerOptions, LedgerOptionsValidator>("Ledger");
        services.AddSettings<ImportOptions, ImportOptionsValidator>("Imports");
        services.AddSettings<StreamsOptions, StreamsOptionsValidator>("Streams");
        services.AddSettings<LiveOptions, LiveOptionsValidator>("Live");
        services.AddSettings<LimitOptions, LimitOptionsValidator>("Limits");
        services.AddSettings<MetricsOptions, MetricsOptionsValidator>("Metrics");
        services.AddSettings<ReconciliationOptions, ReconciliationOptionsValidator>("Reconciliation");
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitListsValidator>();
        return services.BuildServiceProvider();
    }
}
