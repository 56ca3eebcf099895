using System.Diagnostics;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>tools/Producer, as a user would start it.</summary>
internal sealed class ProducerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _progress;

    private ProducerProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _progress = process.StandardError.ReadToEndAsync();
    }

    public static ProducerProcess Start(Feed feed, params string[] arguments) => new(Process.Start(
        new ProcessStartInfo(
            "dotnet", [BuiltAssembly.Path("tools/Producer"), "--redis", feed.Url, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    public bool HasExited => _process.HasExited;

    /// <summary>Waits until it exits with success; returns the last line that it printed.</summary>
    public async Task<string> WhenDoneAsync()
    {
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, await _progress);
        return (await _output).Trim();
    }

    public static async Task<string> RunAsync(Feed feed, params string[] arguments)
    {
        await using ProducerProcess producer = Start(feed, arguments);
        return await producer.WhenDoneAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
