using Microsoft.Extensions.Configuration;
using RetailGrains.Operations;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Tests.Unit.Operations;

public sealed class ShownSettingsTests
{
    [Fact]
    public void Settings_are_shown_without_secrets_and_other_variables_are_not_shown()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = "postgresql://retail:s3cret@db/retail",
            ["MIGRATION_DATABASE_URL"] = "Host=db;Username=owner;Password=s3cret",
            ["REDIS_URL"] = "redis://:s3cret@redis:6379",
            ["JWT_SECRET_KEY"] = "s3cret",
            ["JWT_PRIVATE_KEY_FILE"] = "/run/secrets/key.pem",
            ["Ledger:TailLines"] = "5000",
            ["AWS_SECRET_ACCESS_KEY"] = "s3cret",
            ["HOME"] = "/root",
        }).Build();
        Dictionary<string, string> shown =
            ShownSettings.Of(configuration, SiloSettings.OfSilo).ToDictionary(one => one.Name, one => one.Value);
        Assert.DoesNotContain(shown.Values, value => value.Contains("s3cret", StringComparison.Ordinal));
        Assert.Equal("postgresql://retail:***@db/retail", shown["DATABASE_URL"]);
        Assert.DoesNotContain("JWT_SECRET_KEY", shown.Keys);
        Assert.Equal("/run/secrets/key.pem", shown["JWT_PRIVATE_KEY_FILE"]);
        Assert.Equal("5000", shown["Ledger:TailLines"]);
        Assert.DoesNotContain("HOME", shown.Keys);
        Assert.DoesNotContain("AWS_SECRET_ACCESS_KEY", shown.Keys);
    }

    [Fact]
    public void No_known_setting_with_a_secret_is_shown()
    {
        foreach (string name in SiloSettings.OfSilo.Names.Where(name => !name.Contains('*', StringComparison.Ordinal)))
        {
            bool holdsASecret = name.Contains("SECRET", StringComparison.OrdinalIgnoreCase)
                || name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase)
                || name.Contains("HEADERS", StringComparison.OrdinalIgnoreCase);
            var values = new Dictionary<string, string?> { [name] = "v4lue" };
            IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
            SettingValue shown = Assert.Single(ShownSettings.Of(configuration, SiloSettings.OfSilo));
            Assert.Equal(holdsASecret ? "***" : "v4lue", shown.Value);
        }
    }
}
