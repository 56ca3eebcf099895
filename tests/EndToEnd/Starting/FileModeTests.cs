namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>
/// Files with sales, keys or hashes can be read by their owner only, even if an earlier version or another program left them open.
/// </summary>
public sealed class FileModeTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Open = File600 | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OpenFolder = Open | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Files_are_created_for_their_owner_only_and_restricted_at_the_next_start()
    {
        string home = Path.Combine(Store.Folder, "store");
        Directory.CreateDirectory(home);
        File.SetUnixFileMode(home, OpenFolder);
        (string, string)[] settings = [("RETAIL_HOME", home), ("DOTNET_ENVIRONMENT", "Development"), ("JWT_SECRET_KEY", "")];
        ApiProcess api = await StartAsync(settings);
        AssertClosed(home, "retail.db", "retail.db-wal", "documents.db", "lock", "owner.json", "jwt-key", "token");

        // The database files existed before the folder was known to be a store's: from now on its permissions are restricted.
        await api.KillAsync();
        foreach (string file in Directory.GetFiles(home)) File.SetUnixFileMode(file, Open);
        await StartAsync(settings);
        AssertClosed(home, "retail.db", "retail.db-wal", "documents.db", "jwt-key", "token");
        Assert.Equal(File600 | UnixFileMode.UserExecute, File.GetUnixFileMode(home));
    }

    [Fact]
    public async Task A_backup_is_readable_by_its_owner_only()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PostAsync(Sale.Number("s", 1))).Expect(System.Net.HttpStatusCode.Created);
        string copy = Path.Combine(Store.Folder, "copy");
        (await ProgramRun.ApiAsync(Store.Folder, [.. Store.Settings], "backup", copy)).Expect(0);
        AssertClosed(copy, "retail.db", "documents.db");
    }

    private static void AssertClosed(string folder, params string[] expected)
    {
        foreach (string name in expected) Assert.True(File.Exists(Path.Combine(folder, name)), name);
        Assert.All(
            Directory.GetFiles(folder),
            file => Assert.True(File.GetUnixFileMode(file) == File600, $"{file}: {File.GetUnixFileMode(file)}"));
    }
}
