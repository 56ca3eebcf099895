namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>The real API in a separate process, as a user would start it.</summary>
internal sealed class ApiProcess : ServiceProcess
{
    private ApiProcess(TestStore store, int port, string[] arguments, IEnumerable<(string Name, string Value)> settings)
        : base("Api", store.Folder, arguments, [("API_PORT", Text(port)), .. store.Settings, .. settings]) =>
        Client = new RetailClient(new Uri($"http://127.0.0.1:{Text(port)}"));

    /// <summary>A client of this process.</summary>
    public RetailClient Client { get; }

    /// <summary>Starts it, and returns when it reports that it is ready.</summary>
    public static async Task<ApiProcess> StartReadyAsync(TestStore store, params (string Name, string Value)[] settings)
    {
        ApiProcess api = Start(store, settings);
        try
        {
            await Eventually.IsTrueAsync("the API is ready", () => api.IsReadyAsync(api.Client), api.Log);
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it without waiting until it is ready.</summary>
    public static ApiProcess Start(TestStore store, params (string Name, string Value)[] settings) =>
        new(store, FreePort.Take(), [], settings);

    /// <summary>Runs its command <c>migrate</c>, as an operator does before the first start on PostgreSQL.</summary>
    public static async Task MigrateAsync(TestStore store)
    {
        await using var migrate = new ApiProcess(store, FreePort.Take(), ["migrate"], []);
        await migrate.WhenEndedAsync();
        Assert.True(migrate.ExitCode == 0, migrate.Log());
    }

    /// <summary>Runs one of its commands until it exits.</summary>
    public static async Task<(int ExitCode, string Log)> RunCommandAsync(TestStore store, params string[] arguments)
    {
        await using var command = new ApiProcess(store, FreePort.Take(), arguments, []);
        await command.WhenEndedAsync();
        return (command.ExitCode, command.Log());
    }

    /// <summary>Starts it with settings that are expected to make it exit, and waits until it has exited.</summary>
    public static async Task<(int ExitCode, string Log)> RunAsync(TestStore store, params (string Name, string Value)[] settings)
    {
        await using ApiProcess api = Start(store, settings);
        await api.WhenEndedAsync();
        return (api.ExitCode, api.Log());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Client.Dispose();
    }
}
