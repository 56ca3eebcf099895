using System.Globalization;

namespace RetailGrains.WebConsole.Hosting;

/// <summary><c>health</c>: asks the console that runs with the same settings on this machine. For health checks of containers.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <returns>The exit code.</returns>
    public static async Task<int> AskAsync(ConsoleServer server, string path)
    {
        Uri address = server.Address(path);
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address);
            string text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode) await Console.Out.WriteLineAsync(text);
            else await Console.Error.WriteLineAsync($"{address} answers {(int)answer.StatusCode}: {text}");
            return answer.IsSuccessStatusCode ? 0 : ConsoleProgram.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            string reason = e is HttpRequestException
                ? e.Message
                : string.Create(CultureInfo.InvariantCulture, $"not within {Timeout.TotalSeconds} s.");
            await Console.Error.WriteLineAsync($"{address} does not answer: {reason}");
            return ConsoleProgram.Failed;
        }
    }
}
