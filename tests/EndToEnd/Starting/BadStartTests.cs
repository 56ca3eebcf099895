using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>
/// A start that fails prints one line that names the setting, its value and the remedy, exits with 1, and prints nothing else.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class BadStartTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly (string Name, string Value) Key = (TestTokens.KeySetting, TestTokens.Key);

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-start-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("DATABASE_URL", "foo", "foo")]
    [InlineData("DATABASE_URL", "Host=h;Nonsense=1;Password=hush", "Password=***")]
    [InlineData("DATABASE_URL", "postgresql://user:hush#1@h/d", "user:***@h/d")]
    [InlineData("DATABASE_URL", "postgresql://user:hush@127.0.0.1:1/d", "Connection refused")]
    [InlineData("DATABASE_URL", "postgresql://user:hush@nowhere.invalid/d", "nowhere.invalid")]
    [InlineData("DATABASE_POOL_SIZE", "many", "not 'many'")]
    [InlineData("DATABASE_POOL_SIZE", "0", "not '0'")]
    [InlineData("RETAIL_PARTITIONS", "0", "not '0'")]
    [InlineData("RETAIL_PARTITIONS", "1025", "not '1025'")]
    [InlineData("RETAIL_HOME", "/proc/retail", "/proc/retail")]
    [InlineData("RETAIL_HOME", "/dev/null", "is a file")]
    [InlineData("RETAIL_HOME", "/dev/null/retail", "/dev/null/retail")]
    [InlineData("JWT_SECRET_KEY", "", "openssl rand")]
    [InlineData("JWT_SECRET_KEY", "short", "not 5")]
    [InlineData("JWT_ALGORITHM", "none", "not 'none'")]
    [InlineData("ACCESS_TOKEN_EXPIRE_MINUTES", "soon", "not 'soon'")]
    [InlineData("SESSION_IDLE_MINUTES", "0", "not '0'")]
    [InlineData("SESSION_MAX_HOURS", "169", "not '169'")]
    [InlineData("REDIS_URL", "http://h:1", "redis://")]
    [InlineData("REDIS_URL", "redis://h:1/x", "not a number")]
    [InlineData("API_PORT", "abc", "not 'abc'")]
    [InlineData("API_PORT", "70000", "not '70000'")]
    [InlineData("API_HOST", "example.com", "not 'example.com'")]
    [InlineData("API_HOST", "203.0.113.9", "not an address of this machine")]
    [InlineData("LOG_LEVEL", "loud", "not 'loud'")]
    [InlineData("Logging:Console:FormatterName", "xml", "line or json, not 'xml'")]
    [InlineData("Logging:LogLevel:Default", "loud", "not 'loud'")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "not 'sometimes'")]
    [InlineData("Limits:RequestTimeout", "60", "not '60'")]
    [InlineData("REQUEST_PATIENCE", "-1", "not '-1'")]
    [InlineData("RETAIL_CLUSTER", "redis", "not 'redis'")]
    [InlineData("ENABLE_CACHING", "perhaps", "not 'perhaps'")]
    [InlineData("Ledger:TailLines", "0", "not 0")]
    [InlineData("Ledger:TailLines", "lots", "not 'lots'")]
    [InlineData("Ledger:SaveDelay", "30.00:00:00", "not 30.00:00:00")]
    [InlineData("Ledger:TailLnes", "5", "Ledger:TailLines?")]
    [InlineData("Imports:MaxInvoices", "-1", "not -1")]
    [InlineData("Live:Interval", "now", "not 'now'")]
    [InlineData("Limits:Viewer:PerSecond", "0", "not 0")]
    [InlineData("Limits:TrustedProxies:0", "here", "'here'")]
    [InlineData("Limits:TrustedProxies:0", "0.0.0.0/0", "every address")]
    [InlineData("JWT_ACCEPTED_SECRET_KEY", "short", "at least 32 bytes")]
    [InlineData("JWT_PUBLIC_KEY_FILE", "/nowhere/public.pem", "cannot be read")]
    [InlineData("Limits:Viewer:PerMinute", "7", "Limits:Viewer:PerMinute")]
    [InlineData("Access:HasMadeKey", "true", "is not a setting")]
    [InlineData("Access:OpenHealth", "perhaps", "not 'perhaps'")]
    [InlineData("Access:RevocationDelay", "1.00:00:00", "not 1.00:00:00")]
    [InlineData("Access:Outside:Authority", "http://example.com", "not 'http://example.com'")]
    [InlineData("RETAIL_ADMIN_PASSWORD", "hush, hush, hush", "RETAIL_ADMIN_USER")]
    public async Task A_setting_that_cannot_be_used_is_named_in_one_line(string setting, string value, string says)
    {
        // REDIS_URL and Streams matter only where there are streams, and an issuer needs its audience.
        (string, string)[] settings =
            [Key, ("RETAIL_HOME", "store"),
                ("Access__Outside__Audience", setting.Contains("Outside", StringComparison.Ordinal) ? "us" : ""),
             (setting.Replace(":", "__", StringComparison.Ordinal), value)];
        ProgramRun run = await ProgramRun.ApiAsync(_folder, [.. settings.Where(one => one.Item2.Length > 0 || one.Item1 == setting)]);
        string line = run.ExpectOneLine(1);
        Assert.Contains(setting, line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATABASE_URL", "", "postgresql://")]
    [InlineData("DATABASE_URL", "foo", "foo")]
    [InlineData("SILO_PORT", "x", "not 'x'")]
    [InlineData("GATEWAY_PORT", "11111", "SILO_PORT and GATEWAY_PORT")]
    [InlineData("SILO_ADDRESS", "here", "not 'here'")]
    [InlineData("SILO_ADDRESS", "203.0.113.9", "not an address of this machine")]
    [InlineData("OPS_PORT", "0", "not '0'")]
    [InlineData("SILO_ALLOW_PLAINTEXT", "perhaps", "not 'perhaps'")]
    [InlineData("JWT_SECRET_KEY", "short", "not 5")]
    [InlineData("Ledger:TailLines", "0", "not 0")]
    [InlineData("Logging:Console:FormatterName", "xml", "line or json, not 'xml'")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "not 'collector'")]
    public async Task A_silo_names_an_unusable_setting_too(string setting, string value, string says)
    {
        string database = setting == "Ledger:TailLines" ? await MigratedAsync() : "postgresql://user@127.0.0.1:1/d";
        ProgramRun run = await ProgramRun.SiloAsync(
            _folder,
            [Key, ("DATABASE_URL", database), ("SILO_ALLOW_PLAINTEXT", "true"),
                (setting.Replace(":", "__", StringComparison.Ordinal), value)]);
        string line = run.ExpectOneLine(1);
        Assert.Contains(setting, line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", null, true)]
    [InlineData("Staging", "false", true)]
    [InlineData("Production", "true", false)]
    [InlineData("Development", null, false)]
    public async Task A_silo_that_other_hosts_reach_needs_tls_or_the_permission_to_go_without(
        string environment, string? allow, bool isRefused)
    {
        // Nothing listens on the database's port, so every start fails, for one reason or the other.
        (string, string)[] settings =
            [Key, ("DATABASE_URL", "postgresql://user@127.0.0.1:1/d"), ("SILO_ADDRESS", OwnAddress()), ("DOTNET_ENVIRONMENT", environment)];
        if (allow is not null) settings = [.. settings, ("SILO_ALLOW_PLAINTEXT", allow)];
        string line = (await ProgramRun.SiloAsync(_folder, [.. settings, .. AnyPorts()])).ExpectOneLine(1);
        Assert.Contains(isRefused ? $"SILO_ADDRESS={OwnAddress()}" : "Connection refused", line, StringComparison.Ordinal);
        if (!isRefused) return;
        foreach (string cure in new[] { "SILO_TLS_CERT", "SILO_TLS_KEY", "SILO_TLS_CA", "SILO_ALLOW_PLAINTEXT=true" })
            Assert.Contains(cure, line, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> UnusableCertificates => new()
    {
        { "no CA", "SILO_TLS_CA must be set" },
        { "no certificate", "SILO_TLS_CERT must be set" },
        { "only a key", "SILO_TLS_CERT and SILO_TLS_CA must be set" },
        { "missing file", "SILO_TLS_KEY=/nowhere/key.pem cannot be read: there is no such file" },
        { "another key", "is not the private key" },
        { "no key", "no unencrypted private key" },
        { "expired", "expired at" },
        { "another name", "does not have silo.retail among its DNS names (silo.other)" },
        { "an API's", "does not have silo.retail among its DNS names (api.retail)" },
        { "for clients", "is not for server authentication" },
        { "another CA", "is not issued by an authority in SILO_TLS_CA=" },
        { "SILO_TLS_NAME", "does not have silo.shop.example among its DNS names" },
        { "no DNS name", "SILO_TLS_NAME must be a DNS name" },
    };

    [Theory]
    [MemberData(nameof(UnusableCertificates))]
    public async Task A_certificate_that_cannot_be_used_is_named_in_one_line(string what, string says)
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        TestCertificate certificate = what switch
        {
            "another key" => authority.Silo() with { Key = authority.Silo().Key },
            "no key" => authority.Silo() with { Key = "nothing" },
            "expired" => authority.IssueExpired("silo.retail"),
            "another name" => authority.Issue("silo.other"),
            "an API's" => authority.Api(),
            "for clients" => authority.Issue("silo.retail", TestAuthority.Client),
            "another CA" => authority.Silo() with { Authorities = other.Pem },
            _ => authority.Silo(),
        };
        Dictionary<string, string> settings =
            certificate.WriteTo(Path.Combine(_folder, "tls")).ToDictionary(one => one.Name, one => one.Value);
        if (what is "no CA" or "only a key") settings.Remove("SILO_TLS_CA");
        if (what is "no certificate" or "only a key") settings.Remove("SILO_TLS_CERT");
        if (what is "missing file") settings["SILO_TLS_KEY"] = "/nowhere/key.pem";
        if (what is "SILO_TLS_NAME") settings["SILO_TLS_NAME"] = "shop.example";
        if (what is "no DNS name") settings["SILO_TLS_NAME"] = "two words";
        (string, string)[] all =
            [Key, ("DATABASE_URL", "postgresql://user@127.0.0.1:1/d"), .. settings.Select(one => (one.Key, one.Value))];
        Assert.Contains(says, (await ProgramRun.SiloAsync(_folder, all)).ExpectOneLine(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_checks_its_certificates_too()
    {
        using var authority = new TestAuthority();
        (string, string)[] https = authority.IssueExpired("localhost").WriteTo(Path.Combine(_folder, "https"), "API_TLS");
        string line = (await ProgramRun.ApiAsync(_folder, [Key, .. AnyPort(), .. https])).ExpectOneLine(1);
        Assert.Contains($"API_TLS_CERT={_folder}", line, StringComparison.Ordinal);
        Assert.Contains(
            "API_TLS_KEY must be set", (await ProgramRun.ApiAsync(_folder, [Key, https[0]])).ExpectOneLine(1), StringComparison.Ordinal);

        (string, string)[] client = [Key, ("RETAIL_CLUSTER", "postgres"), ("DATABASE_URL", "postgresql://user@127.0.0.1:1/d")];
        line =
            (await ProgramRun.ApiAsync(_folder, [.. client, .. authority.Silo().WriteTo(Path.Combine(_folder, "silo"))])).ExpectOneLine(1);
        Assert.Contains("api.retail", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_found_before_the_store_is_opened()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        (string, string)[] settings = [Key, ("API_HOST", "localhost"), ("API_PORT", port), ("LOG_LEVEL", "INFO")];
        Assert.Contains(
            $"API_PORT={port} is in use", (await ProgramRun.ApiAsync(_folder, settings)).ExpectOneLine(1), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, ".retail")));

        ProgramRun silo =
            await ProgramRun.SiloAsync(_folder, [Key, ("DATABASE_URL", "postgresql://u@127.0.0.1:1/d"), ("GATEWAY_PORT", port)]);
        Assert.Contains($"GATEWAY_PORT={port} is in use", silo.ExpectOneLine(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retail.db")]
    [InlineData("documents.db")]
    public async Task A_damaged_file_is_reported_with_a_reference_to_backups(string file)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, file), new string('x', 10_000));
        string line = (await ProgramRun.ApiAsync(_folder, [Key, ("RETAIL_HOME", _folder), .. AnyPort()])).ExpectOneLine(1);
        Assert.Contains($"RETAIL_HOME={_folder}", line, StringComparison.Ordinal);
        Assert.Contains("docs/backup.md", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ghost", "retail", "28")]
    [InlineData("postgres", "nowhere", "3D000")]
    public async Task A_refusal_by_the_database_is_reported_with_the_databases_message(string user, string database, string code)
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"postgresql://{user}:hush@127.0.0.1:{postgres.Server.Port}/{database}");
        string line = (await ProgramRun.ApiAsync(_folder, [Key, ("DATABASE_URL", url), .. AnyPort()])).ExpectOneLine(1);
        Assert.Contains("DATABASE_URL=postgresql://", line, StringComparison.Ordinal);
        Assert.Contains($"PostgreSQL reports {code}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_schema_newer_than_the_program_is_refused(bool onPostgres)
    {
        await using TestStore store = onPostgres ? await postgres.CreateStoreAsync() : new SqliteTestStore();
        if (!onPostgres) (await ProgramRun.ApiAsync(_folder, [.. store.Settings], "migrate")).Expect(0);
        await store.ExecuteAsync(
            $"INSERT INTO schema_version (name, applied_at) VALUES ('900_later.sql', {(onPostgres ? "now()" : "'2030-01-01T00:00:00Z'")})");
        foreach (string[] command in new string[][] { [], ["migrate"] })
        {
            string line = (await ProgramRun.ApiAsync(_folder, [Key, .. store.Settings, .. AnyPort()], command)).ExpectOneLine(1);
            Assert.Contains("900_later.sql", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_schema_that_is_not_migrated_is_refused_with_the_command_that_migrates_it()
    {
        string url = await postgres.Server.CreateDatabaseAsync();
        (string, string)[] settings = [Key, ("DATABASE_URL", url), .. AnyPort()];
        Assert.Contains("`migrate`", (await ProgramRun.ApiAsync(_folder, settings)).ExpectOneLine(1), StringComparison.Ordinal);
        ProgramRun migrate = (await ProgramRun.SiloAsync(_folder, settings, "migrate")).Expect(0);
        Assert.Equal("The schema is current.\n", migrate.Output);
        Assert.Contains("001_ledger.sql", Assert.Single(migrate.ErrorLines), StringComparison.Ordinal);
    }

    private static (string, string)[] AnyPort() => [("API_PORT", Port()), ("API_HOST", "localhost")];

    private static (string, string)[] AnyPorts() => [("SILO_PORT", Port()), ("GATEWAY_PORT", Port()), ("OPS_PORT", Port())];

    private static string Port() => FreePort.Take().ToString(CultureInfo.InvariantCulture);

    /// <summary>An address of this machine at which other machines would reach it.</summary>
    private static string OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .First(one => one.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one.Address)).Address.ToString();

    private async Task<string> MigratedAsync()
    {
        string url = await postgres.Server.CreateDatabaseAsync();
        (await ProgramRun.ApiAsync(_folder, [("DATABASE_URL", url)], "migrate")).Expect(0);
        return url;
    }
}
