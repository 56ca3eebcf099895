using Microsoft.Extensions.Configuration;
using RetailGrains.Api.Hosting;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Starting;

public sealed class KnownSettingsTests
{
    [Theory]
    [InlineData("API_PORT", true)]
    [InlineData("api_port", true)]
    [InlineData("Ledger:TailLines", true)]
    [InlineData("Limits:Viewer:PerSecond", true)]
    [InlineData("Limits:CorsOrigins:0", true)]
    [InlineData("Access:Outside:Roles:their-admins", true)]
    [InlineData("CONSOLE_OIDC_AUTHORITY", true)]
    [InlineData("CONSOLE_OIDC_CLIENT_SECRET_FILE", true)]
    [InlineData("CONSOLE_OIDC_CLIENT_SECRET", false)]
    [InlineData("Logging:LogLevel:Default", true)]
    [InlineData("Access:HasMadeKey", false)]
    [InlineData("Access:Key", false)]
    [InlineData("Ledger", false)]
    [InlineData("Ledger:TailLines:0", false)]
    [InlineData("OPS_PORT", false)]
    public void The_api_knows_its_settings_and_no_others(string name, bool known) => Assert.Equal(known, ApiSettings.Known.Has(name));

    [Fact]
    public void Settings_that_do_not_exist_are_found_in_known_sections_only()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ledger:TailLnes"] = "5",
            ["Ledger:TailLines"] = "5",
            ["Limits:Viewer:PerMinute"] = "5", // a silo has no such limits, but the same environment may serve both programs
            ["PATH"] = "/bin",
        }).Build();
        Assert.Equal(
            "Ledger:TailLnes is not a setting. Did you mean Ledger:TailLines?", Assert.Single(SiloSettings.OfSilo.Unknown(configuration)));
        Assert.Equal(2, ApiSettings.Known.Unknown(configuration).Count());
    }

    [Theory]
    [InlineData("Limits:RequestTimeout", "60", true)]
    [InlineData("Imports:Retention", " 90 ", true)]
    [InlineData("Streams:LedgerPatience", "20", true)]
    [InlineData("Access:RevocationDelay", "1", true)]
    [InlineData("Reconciliation:Interval", "0", false)]
    [InlineData("Imports:Retention", "90.00:00:00", false)]
    [InlineData("Ledger:TailLines", "60", false)]
    public void A_time_that_is_a_bare_number_is_refused_because_it_would_be_read_as_days(string name, string value, bool isRefused)
    {
        IConfiguration configuration =
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [name] = value }).Build();
        string[] problems = [.. ApiSettings.Known.BareTimes(configuration)];
        Assert.Equal(isRefused, problems.Length == 1);
        Assert.All(problems, problem => Assert.StartsWith($"{name} must be a time", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Arguments_are_sorted_into_settings_and_the_command()
    {
        Arguments sorted =
            Arguments.Sort(["--API_PORT", "8001", "import", "--Ledger:TailLines=5", "a=b.csv", "--serve"], ApiSettings.Known);
        Assert.Equal(["--API_PORT", "8001", "--Ledger:TailLines=5"], sorted.Settings);
        Assert.Equal(["import", "a=b.csv", "--serve"], sorted.Command);
    }

    [Theory]
    [InlineData("--JWT_SECRET_KEY=x")]
    [InlineData("--DATABASE_URL=postgresql://u:hush@h/d")]
    [InlineData("--MIGRATION_DATABASE_URL=Host=h;Password=hush")]
    [InlineData("--REDIS_URL=redis://:hush@h")]
    [InlineData("--jwt_secret_key")]
    [InlineData("--JWT_ACCEPTED_SECRET_KEY=x")]
    [InlineData("--RETAIL_ADMIN_PASSWORD=x")]
    [InlineData("--API_PORT")]
    public void Secrets_and_settings_without_a_value_are_refused(string argument) =>
        Assert.Throws<CommandLineException>(() => Arguments.Sort([argument], ApiSettings.Known));
}
