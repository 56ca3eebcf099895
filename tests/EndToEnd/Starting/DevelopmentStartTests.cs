using System.Net;

namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>The first start in a fresh clone of the repository.</summary>
public sealed class DevelopmentStartTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MaxLines = 6;

    private static readonly (string, string)[] Development =
        [(TestTokens.KeySetting, ""), ("DOTNET_ENVIRONMENT", "Development"), ("LOG_LEVEL", "INFO"), ("RETAIL_HOME", "home")];

    [Fact]
    public async Task A_token_is_stored_and_survives_a_restart()
    {
        ApiProcess api = await StartAsync(Development);
        string token = await TokenAsync();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Store.Folder, "home", "token")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Store.Folder, "home", "jwt-key")));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(Store.Folder, "home")));
        await ExpectGoodAsync(api, token);
        await api.KillAsync();
        await ExpectGoodAsync(await StartAsync(Development), token);
    }

    [Fact]
    public async Task The_start_prints_its_urls_and_little_else()
    {
        ApiProcess api = await StartAsync(Development);
        await TokenAsync();
        string address = $"http://localhost:{api.Client.Address.Port}/docs";
        await Eventually.IsTrueAsync(
            "the start has printed its lines", () => Task.FromResult(api.Log().Contains("export TOKEN", StringComparison.Ordinal)),
            api.Log);
        string[] lines = api.Log().Split('\n');
        Assert.Contains(lines, line => line.Contains(address, StringComparison.Ordinal));
        Assert.Contains("  export TOKEN=$(cat home/token)", lines);
        Assert.True(lines.Length <= MaxLines, api.Log());
    }

    [Fact]
    public async Task The_root_redirects_to_the_console_or_without_it_to_the_description()
    {
        ApiProcess api = await StartAsync();
        await ExpectRootAsync(api, "/sign-in", HttpStatusCode.OK);
        await api.StopAsync();
        await ExpectRootAsync(await StartAsync(("ENABLE_CONSOLE", "false")), "/docs", HttpStatusCode.NoContent);
    }

    private static async Task ExpectRootAsync(ApiProcess api, string page, HttpStatusCode icon)
    {
        using var http =
            new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = api.Client.Address };
        using HttpResponseMessage root = await http.GetAsync("/");
        Assert.Equal((HttpStatusCode.Found, page), (root.StatusCode, root.Headers.Location?.ToString()));
        using HttpResponseMessage answer = await http.GetAsync("/favicon.ico");
        Assert.Equal(icon, answer.StatusCode);
    }

    /// <summary>The file that the README's shell line reads.</summary>
    private async Task<string> TokenAsync()
    {
        string path = Path.Combine(Store.Folder, "home", "token");
        await Eventually.IsTrueAsync("the token is written", () => Task.FromResult(File.Exists(path)));
        return await File.ReadAllTextAsync(path);
    }

    private static async Task ExpectGoodAsync(ApiProcess api, string token)
    {
        using var client = new RetailClient(api.Client.Address, token);
        (await client.GetAsync("/admin/ledger")).Expect(HttpStatusCode.OK);
    }
}
