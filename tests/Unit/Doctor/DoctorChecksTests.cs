using System.Runtime.Versioning;
using Microsoft.Extensions.Configuration;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Silo.Doctor;

namespace RetailGrains.Tests.Unit.Doctor;

/// <summary>The checklist of SECURITY.md, applied to settings.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DoctorChecksTests : IDisposable
{
    private const string Key = "kT0pO2mZs8wqXb5RfVn1aYc7LdJhGiUe3HxQ9vKz";

    private static readonly DatabaseInspection Right = new(
        [], "retail", IsSuperuser: false, OwnsLedger: false, MayAlterLedger: false, MayCreate: false, HasTriggers: true, TimeSpan.Zero,
        IsRemoteWithoutTls: false);

    private readonly string _home = Directory.CreateTempSubdirectory("retail-doctor-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData(Key, FindingLevel.Ok)]
    [InlineData("short", FindingLevel.Fail)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", FindingLevel.Fail)]
    [InlineData("abcabcabcabcabcabcabcabcabcabcabcabcabcabc", FindingLevel.Fail)]
    [InlineData("Change-Me-kT0pO2mZs8wqXb5RfVn1aYc7LdJhGi", FindingLevel.Fail)]
    [InlineData("my-very-own-SECRET-key-for-this-platform!", FindingLevel.Fail)]
    internal void Keys_are_judged_by_length_variety_and_placeholders(string key, FindingLevel level)
    {
        Finding finding = KeyChecks.Strength("JWT_SECRET_KEY", key);
        Assert.Equal(level, finding.Level);
        Assert.DoesNotContain(key, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FindingLevel.Ok, "")]
    [InlineData(FindingLevel.Ok, "SILO_ADDRESS=127.0.0.1")]
    [InlineData(FindingLevel.Fail, "SILO_ADDRESS=10.0.0.5")]
    [InlineData(FindingLevel.Fail, "SILO_ADDRESS=fd00::5")]
    [InlineData(FindingLevel.Fail, "KUBERNETES_SERVICE_HOST=10.0.0.1 POD_NAME=silo-0")]
    [InlineData(FindingLevel.Warn, "SILO_ADDRESS=10.0.0.5 SILO_ALLOW_PLAINTEXT=true")]
    [InlineData(FindingLevel.Fail, "SILO_ADDRESS=10.0.0.5 SILO_ALLOW_PLAINTEXT=false")]
    [InlineData(FindingLevel.Fail, "SILO_ADDRESS=10.0.0.5 SILO_TLS_CERT=a SILO_TLS_KEY=b")]
    [InlineData(FindingLevel.Ok, "SILO_ADDRESS=10.0.0.5 SILO_TLS_CERT=a SILO_TLS_KEY=b SILO_TLS_CA=c")]
    internal void A_cluster_beyond_this_host_needs_tls(FindingLevel level, string settings) =>
        Assert.Equal(level, NetworkChecks.Cluster(Settings(settings)).Level);

    [Theory]
    [InlineData(FindingLevel.Ok, "OPS", "")]
    [InlineData(FindingLevel.Warn, "OPS", "OPS_HOST=*")]
    [InlineData(FindingLevel.Warn, "OPS", "OPS_HOST=10.0.0.5")]
    [InlineData(FindingLevel.Ok, "OPS", "OPS_HOST=10.0.0.5 OPS_TLS_CERT=a")]
    [InlineData(FindingLevel.Ok, "API", "API_HOST=::1")]
    [InlineData(FindingLevel.Ok, "API", "API_HOST=* API_TLS_CERT=a")]
    internal void A_port_beyond_this_host_needs_https(FindingLevel level, string prefix, string settings) =>
        Assert.Equal(level, NetworkChecks.Http(Settings(settings), prefix, "localhost").Level);

    [Theory]
    [InlineData(FindingLevel.Ok, "10.0.0.7/32")]
    [InlineData(FindingLevel.Ok, "10.0.0.0/29")]
    [InlineData(FindingLevel.Warn, "10.0.0.0/8")]
    [InlineData(FindingLevel.Warn, "10.0.0.0/24")]
    [InlineData(FindingLevel.Fail, "0.0.0.0/0")]
    [InlineData(FindingLevel.Ok, "fd00::7/128")]
    [InlineData(FindingLevel.Warn, "fd00::/8")]
    [InlineData(FindingLevel.Fail, "::/0")]
    internal void Trusted_proxies_are_few(FindingLevel level, string network) =>
        Assert.Equal(level, Assert.Single(NetworkChecks.Proxies(Settings($"Limits:TrustedProxies:0={network}"))).Level);

    [Fact]
    public void Files_left_by_Development_are_reported_only_in_other_environments()
    {
        Assert.Equal(FindingLevel.Ok, Environment(isDevelopment: false).Single(one => one.Check == "environment").Level);
        File.WriteAllText(Path.Combine(_home, "token"), "t");
        Assert.Contains(Environment(isDevelopment: false), one => one is { Check: "environment", Level: FindingLevel.Warn });
        File.WriteAllText(Path.Combine(_home, "jwt-key"), Key + "\n");
        Assert.Contains(Environment(isDevelopment: false), one => one is { Check: "environment", Level: FindingLevel.Fail });
        Assert.DoesNotContain(Environment(isDevelopment: true), one => one.Level == FindingLevel.Fail);
    }

    [Theory]
    [InlineData("retail.db")]
    [InlineData("retail.db-wal")]
    [InlineData("documents.db")]
    [InlineData("jwt-key")]
    [InlineData("tls.key")]
    public void A_secret_file_that_others_can_read_fails(string name)
    {
        string path = Path.Combine(_home, name);
        File.WriteAllText(path, "");
        IConfiguration settings = Settings($"RETAIL_HOME={_home} SILO_TLS_KEY={Path.Combine(_home, "tls.key")}");
        File.WriteAllText(Path.Combine(_home, "tls.key"), "");
        foreach (string file in Directory.GetFiles(_home)) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.All(FileChecks.Run(settings), one => Assert.Equal(FindingLevel.Ok, one.Level));
        foreach (UnixFileMode others in (UnixFileMode[])[UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.OtherWrite])
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | others);
            Finding finding = Assert.Single(FileChecks.Run(settings));
            Assert.Equal(FindingLevel.Fail, finding.Level);
            Assert.Contains(path, finding.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_role_that_can_alter_the_ledger_and_an_old_schema_fail()
    {
        Assert.All(DatabaseChecks.Of(Right), one => Assert.Equal(FindingLevel.Ok, one.Level));
        foreach (DatabaseInspection wrong in (DatabaseInspection[])[
            Right with { IsSuperuser = true }, Right with { OwnsLedger = true }, Right with { MayAlterLedger = true },
            Right with { HasTriggers = false }, Right with { Pending = ["999.sql"] }, Right with { ClockSkew = TimeSpan.FromSeconds(-6) }])
        {
            Assert.Single(DatabaseChecks.Of(wrong), one => one.Level == FindingLevel.Fail);
        }

        foreach (DatabaseInspection doubtful in (DatabaseInspection[])[
            Right with { MayCreate = true }, Right with { IsRemoteWithoutTls = true }, Right with { ClockSkew = TimeSpan.FromSeconds(2) }])
        {
            Assert.Single(DatabaseChecks.Of(doubtful), one => one.Level == FindingLevel.Warn);
        }
    }

    private List<Finding> Environment(bool isDevelopment) =>
        [.. KeyChecks.Run(Settings($"RETAIL_HOME={_home} JWT_SECRET_KEY={Key}"), isDevelopment)];

    private static IConfiguration Settings(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split('=', 2)).Select(one => KeyValuePair.Create(one[0], (string?)one[1])))
        .Build();
}
