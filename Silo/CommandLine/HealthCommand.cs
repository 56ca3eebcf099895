using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetailGrains.Access;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.CommandLine;

/// <summary><c>health</c>: probes the process that runs with the same settings on this machine. For health checks of containers.</summary>
/// <param name="hostSetting">The setting with the address on which the process listens.</param>
/// <param name="portSetting">The setting with its port.</param>
/// <param name="defaultPort">The port without that setting.</param>
/// <param name="certificate">The settings of its certificate.</param>
internal sealed class HealthCommand(string hostSetting, string portSetting, int defaultPort, CertificateSettings certificate)
{
    /// <summary>Longer than the process itself takes to detect what is missing.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public Command Create(string[] settings)
    {
        var ready = new Option<bool>("--ready") { Description = "Check readiness (/ready) instead of liveness (/health)." };
        var command =
            new Command("health", $"Checks whether the process on {portSetting} of this machine is alive; exit code 0 or 1.") { ready };
        command.SetAction((parsed, cancel) => RunAsync(settings, parsed.GetValue(ready), cancel));
        return command;
    }

    private async Task<int> RunAsync(string[] settings, bool ready, CancellationToken cancel)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        bool isHttps = CertificateFiles.Of(certificate, builder.Configuration) is not null;
        Uri address = AddressOf(new SettingReader(builder.Configuration), isHttps ? "https" : "http", ready ? "ready" : "health");
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
#pragma warning disable CA5359 // The server is on this machine: its certificate need not name the address, and no data leaves the machine.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (TokenFor(builder) is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage answer = await http.SendAsync(request, cancel);
            string text = (await answer.Content.ReadAsStringAsync(cancel)).ReplaceLineEndings(" ").Trim();
            if (answer.IsSuccessStatusCode) await Console.Out.WriteLineAsync(text);
            else await Console.Error.WriteLineAsync($"{address} answers {(int)answer.StatusCode}: {text}");
            return answer.IsSuccessStatusCode ? 0 : Started.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            string reason = e is HttpRequestException
                ? e.Message
                : string.Create(CultureInfo.InvariantCulture, $"not within {Timeout.TotalSeconds} s.");
            await Console.Error.WriteLineAsync($"{address} does not answer: {reason}");
            return Started.Failed;
        }
    }

    private Uri AddressOf(SettingReader settings, string scheme, string path)
    {
        IPAddress? listens = settings.Host(hostSetting, onlyLoopback: false);
        int port = settings.Port(portSetting, defaultPort);
        settings.ThrowIfWrong<HealthCommand>();
        bool any = listens is null || listens.Equals(IPAddress.Any) || listens.Equals(IPAddress.IPv6Any);
        IPAddress asked = any ? IPAddress.Loopback : listens!;
        string host = asked.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{asked}]" : asked.ToString();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{port}/{path}"));
    }

    /// <summary>An operator's token when <see cref="AccessOptions.OpenHealth"/> is off; null when none is needed.</summary>
    private static string? TokenFor(WebApplicationBuilder builder)
    {
        if (!string.Equals(builder.Configuration["Access:OpenHealth"], "false", StringComparison.OrdinalIgnoreCase)) return null;
        builder.Services.AddAccess();
        using ServiceProvider services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<TokenIssuer>().Issue("health", [Roles.Operator], lifetime: Timeout).Text;
    }
}
