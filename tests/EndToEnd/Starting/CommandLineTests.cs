using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>The command line, as people and scripts use it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private const string Row = "A1,P1,A thing,2,2024-01-05 10:00:00,1.25,C1,Here\n";
    private static readonly (string, string)[] Settings = [(TestTokens.KeySetting, TestTokens.Key), ("RETAIL_HOME", "store")];

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-commands-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--dmeo", "--demo")]
    [InlineData("dmeo", "demo")]
    [InlineData("tokn", "token")]
    [InlineData("backup", "FOLDER")]
    [InlineData("import", "FILE")]
    [InlineData("--import", "FILE")]
    [InlineData("import nowhere.csv", "nowhere.csv")]
    [InlineData("--import nowhere.csv", "nowhere.csv")]
    [InlineData("import /tmp", "folder")]
    [InlineData("import empty.csv", "empty")]
    [InlineData("import a.csv b.csv", "b.csv")]
    [InlineData("import a.csv --serv", "--serve")]
    [InlineData("demo none", "not 'none'")]
    [InlineData("--demo 0", "not '0'")]
    [InlineData("demo 5000001", "5000000")]
    [InlineData("serve --demo", "use `demo [COUNT]`, which records the sales and serves")]
    [InlineData("migrate --import a.csv", "Run `import FILE` and `migrate` one after the other")]
    [InlineData("token --role boss", "not 'boss'")]
    [InlineData("token --lifetime 3w", "not '3w'")]
    [InlineData("token --subject", "--subject")]
    [InlineData("token --key abc", "--key")]
    [InlineData("health --redy", "--ready")]
    [InlineData("--urls http://*:1", "--urls")]
    [InlineData("--Ledger:TailLnes=5", "--Ledger:TailLines")]
    [InlineData("--API_PORT", "--API_PORT=VALUE")]
    [InlineData("--JWT_SECRET_KEY=0123456789012345678901234567890123456789", "environment")]
    [InlineData("@file", "@file")]
    public async Task Unknown_and_impossible_options_are_refused_in_one_line(string arguments, string says)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "empty.csv"), "");
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.csv"), Header + Row);
        string line = (await ProgramRun.ApiAsync(_folder, Settings, arguments.Split(' '))).ExpectOneLine(2);
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "store")), "Something was started.");
    }

    [Theory]
    [InlineData("--help", "import")]
    [InlineData("-h", "import")]
    [InlineData("help", "import")]
    [InlineData("help import", "--serve")]
    [InlineData("import --help", "--serve")]
    [InlineData("token -h", "--lifetime")]
    [InlineData("--version", ".")]
    public async Task Help_and_version_start_nothing(string arguments, string says)
    {
        ProgramRun run = (await ProgramRun.ApiAsync(_folder, [], arguments.Split(' '))).Expect(0);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("health --help", 0)]
    [InlineData("--version", 0)]
    [InlineData("srve", 2)]
    [InlineData("--OPS_PRT=1", 2)]
    public async Task A_silo_handles_its_command_line_in_the_same_way(string arguments, int exitCode)
    {
        ProgramRun run = (await ProgramRun.SiloAsync(_folder, [], arguments.Split(' '))).Expect(exitCode);
        Assert.Equal(exitCode == 0 ? 0 : 1, run.ErrorLines.Length);
    }

    [Fact]
    public async Task An_import_ends_with_a_status_that_a_script_can_use()
    {
        Assert.Equal(0, await ImportAsync(Header + Row));
        Assert.Equal(0, await ImportAsync(Header + Row)); // duplicates
        Assert.Equal(3, await ImportAsync(Header + Row.Replace(",2,", ",9,", StringComparison.Ordinal))); // a conflict
        Assert.Equal(
            3,
            await ImportAsync(Header + Row.Replace("A1,P1", "A2,P1", StringComparison.Ordinal).Replace(",2,", ",two,",
                StringComparison.Ordinal)));
        Assert.Equal(1, await ImportAsync("date;shop\n1;2\n"));
    }

    [Fact]
    public async Task A_file_is_decompressed_by_its_content_and_not_by_its_name()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(Header + Row));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "packed.csv"), packed.ToArray());
        await File.WriteAllTextAsync(Path.Combine(_folder, "plain.csv.gz"), Header + Row);
        foreach (string file in (string[])["packed.csv", "plain.csv.gz"])
            (await ProgramRun.ApiAsync(_folder, Settings, "import", file)).Expect(0);
    }

    [Fact]
    public async Task A_setting_may_be_an_argument_and_the_command_may_follow_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "sales.csv"), Header + Row);
        ProgramRun run = await ProgramRun.ApiAsync(
            _folder, Settings, "--RETAIL_HOME", "other", "--Ledger:TailLines=5000", "import", "sales.csv");
        Assert.Contains("1 recorded", run.Expect(0).Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "other", "retail.db")));
    }

    [Fact]
    public async Task A_token_is_signed_with_the_configured_key_and_has_the_requested_claims()
    {
        ProgramRun run = (await ProgramRun.ApiAsync(
            _folder, Settings, "token", "--role", "viewer", "--role", "producer", "--subject", "till 7", "--lifetime", "30m")).Expect(0);
        string token = run.Output.Trim();
        await using var store = new SqliteTestStore();
        await using ApiProcess api = await ApiProcess.StartReadyAsync(store);
        using var client = new RetailClient(api.Client.Address, token);
        (await client.GetAsync("/summary")).Expect(HttpStatusCode.OK);
        (await client.GetAsync("/admin/ledger")).Expect(HttpStatusCode.Forbidden);
        JsonElement claims = ClaimsOf(token);
        Assert.Equal("till 7", claims.GetProperty("sub").GetString());
        Assert.Equal(30 * 60, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Fact]
    public async Task Health_asks_the_process_of_the_same_settings()
    {
        await using var store = new SqliteTestStore();
        await using ApiProcess api = await ApiProcess.StartReadyAsync(store);
        string port = $"--API_PORT={api.Client.Address.Port}";
        Assert.Contains("alive", (await ProgramRun.ApiAsync(_folder, [], "health", port)).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains(
            "ready", (await ProgramRun.ApiAsync(_folder, [], port, "health", "--ready")).Expect(0).Output, StringComparison.Ordinal);
        await api.KillAsync();
        (await ProgramRun.ApiAsync(_folder, [], "health", port)).ExpectOneLine(1);
    }

    private async Task<int> ImportAsync(string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "sales.csv"), content);
        return (await ProgramRun.ApiAsync(_folder, Settings, "import", "sales.csv")).ExitCode;
    }

    private static JsonElement ClaimsOf(string token) =>
        JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;
}
