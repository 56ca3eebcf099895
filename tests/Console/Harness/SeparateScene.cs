namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>
/// A console as a separate process. Its API is the scene's, behind a proxy; browsers load its static files from another origin, as from a
/// CDN.
/// </summary>
public sealed class SeparateScene(ConsoleScene scene) : IAsyncLifetime
{
    private SeparateConsole _console = null!;

    internal CountingProxy Api { get; private set; } = null!;

    internal CountingProxy Cdn { get; private set; } = null!;

    internal Uri Address => _console.Address;

    public async Task InitializeAsync()
    {
        Api = await CountingProxy.StartAsync(scene.Address);
        Cdn = await CountingProxy.StartAsync(scene.Address);
        _console = await SeparateConsole.StartAsync(scene.Folder, Api.Address, ("CONSOLE_ASSETS_URL", Cdn.Address.ToString()));
        Cdn.Target = _console.Address;
    }

    public async Task DisposeAsync()
    {
        await _console.DisposeAsync();
        await Cdn.DisposeAsync();
        await Api.DisposeAsync();
    }
}
