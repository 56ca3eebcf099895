namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>The API with the console in it, in Development, on an embedded store.</summary>
internal sealed class ApiWithConsole : ServiceProcess
{
    private const string LinkText = "signed in: ";

    private readonly string _folder;

    private ApiWithConsole(string folder, int port, string[] arguments, (string Name, string Value)[] settings)
        : base("Api", folder, arguments, [
            ("API_PORT", Text(port)), ("RETAIL_HOME", folder), ("ASPNETCORE_ENVIRONMENT", "Development"), (TestTokens.KeySetting, ""),
            .. settings,
        ])
    {
        _folder = folder;
        Address = new Uri($"http://localhost:{Text(port)}");
    }

    public Uri Address { get; }

    /// <summary>The single-use sign-in link.</summary>
    public string Link => Log().Split('\n').First(line => line.Contains(LinkText, StringComparison.Ordinal)).Split(LinkText)[1].Trim();

    /// <summary>An operator's token.</summary>
    public string Token => File.ReadAllText(Path.Combine(_folder, "token"));

    /// <summary>Starts the API and waits until it is ready and has printed the link.</summary>
    public static Task<ApiWithConsole> StartAsync(string folder, params string[] arguments) => StartAsync(folder, arguments, []);

    /// <summary>Starts the API with additional settings.</summary>
    public static async Task<ApiWithConsole> StartAsync(string folder, string[] arguments, (string Name, string Value)[] settings)
    {
        var api = new ApiWithConsole(folder, FreePort.Take(), arguments, settings);
        using var client = new RetailClient(api.Address, "");
        await Eventually.IsTrueAsync("the API is ready", () => api.IsReadyAsync(client), api.Log);
        await Eventually.IsTrueAsync("the API prints the link", () => api.Log().Contains(LinkText, StringComparison.Ordinal), api.Log);
        return api;
    }
}

/// <summary>The console as a separate process.</summary>
internal sealed class SeparateConsole : ServiceProcess
{
    private SeparateConsole(string folder, int port, int operationsPort, Uri api, (string Name, string Value)[] settings)
        : base("Console", folder, [], [
            ("CONSOLE_PORT", Text(port)), ("CONSOLE_OPS_PORT", Text(operationsPort)), ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("CONSOLE_API_URL", api.ToString()), .. settings,
        ])
    {
        Address = new Uri($"http://localhost:{Text(port)}");
        Metrics = new Uri($"http://localhost:{Text(operationsPort)}/metrics");
    }

    public Uri Address { get; }

    public Uri Metrics { get; }

    public static async Task<SeparateConsole> StartAsync(string folder, Uri api, params (string Name, string Value)[] settings)
    {
        var console = new SeparateConsole(folder, FreePort.Take(), FreePort.Take(), api, settings);
        using var client = new HttpClient();
        await Eventually.IsTrueAsync("the console answers", async () =>
        {
            try
            {
                return (await client.GetAsync(new Uri(console.Address, "/sign-in"))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, console.Log);
        return console;
    }
}
