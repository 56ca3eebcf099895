using System.Globalization;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.WebConsole.Hosting;

/// <summary>The console program, as in a container: its command line, its probes, a proxy in front of it, and its shutdown.</summary>
public sealed class ConsoleProgramTests : IAsyncLifetime
{
    private const string User = "203.0.113.7";

    private static readonly HttpClient Proxy = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-console").FullName;
    private CountingProxy _api = null!;

    public async Task InitializeAsync()
    {
        _api = await CountingProxy.StartAsync(new Uri("http://127.0.0.1:9"));
        _api.IsAway = true;
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Probes_answer_while_the_api_is_away()
    {
        await using SeparateConsole console = await StartAsync();
        foreach (string path in new[] { "/startup", "/ready", "/health" })
        {
            using HttpResponseMessage answer = await Proxy.GetAsync(new Uri(console.Address, path));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using HttpResponseMessage alive = await Proxy.GetAsync(new Uri(console.Address, "/alive"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, alive.StatusCode);
        string port = console.Address.Port.ToString(CultureInfo.InvariantCulture);
        Assert.Contains("alive", (await RunAsync([("CONSOLE_PORT", port)], "health")).Expect(0).Output, StringComparison.Ordinal);
        ProgramRun ready = await RunAsync([], "health", "--ready", $"--CONSOLE_PORT={port}");
        Assert.Contains("ready", ready.Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_served_on_their_own_port_and_nothing_else_is()
    {
        await using SeparateConsole console = await StartAsync();
        (await Proxy.GetAsync(new Uri(console.Address, "/alive"))).Dispose(); // calls the API
        string metrics = await Proxy.GetStringAsync(console.Metrics);
        foreach (string name in new[]
                 {
                     "retail_build_info", "retail_log_suppressed_total", "http_server_request_duration_seconds_count",
                     "http_client_request_duration_seconds_count", "dotnet_gc_collections_total",
                 })
            Assert.Contains($"\n{name}{{", metrics, StringComparison.Ordinal);
        Assert.Contains("http_route=\"/alive\"", metrics, StringComparison.Ordinal);
        using HttpResponseMessage page = await Proxy.GetAsync(new Uri(console.Metrics, "/sign-in"));
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        using HttpResponseMessage elsewhere = await Proxy.GetAsync(new Uri(console.Address, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Its_log_is_that_of_the_other_programs()
    {
        await using SeparateConsole console = await StartAsync(("LOG_LEVEL", "INFO"), ("Logging__Console__FormatterName", "json"));
        string? line = null;
        await Eventually.IsTrueAsync("the log names the address", () => Task.FromResult(Find()), console.Log);
        using JsonDocument json = JsonDocument.Parse(line!);
        Assert.Equal("information", json.RootElement.GetProperty("level").GetString());
        Assert.Equal("LogServing", json.RootElement.GetProperty("event").GetString());
        Assert.Equal(_api.Address.ToString(), json.RootElement.GetProperty("fields").GetProperty("Api").GetString());

        bool Find()
        {
            line = console.Log().Split('\n').FirstOrDefault(text => text.Contains("The console is at", StringComparison.Ordinal));
            return line is not null;
        }
    }

    [Fact]
    public async Task A_traced_page_passes_its_trace_to_the_api()
    {
        await using SeparateConsole console = await StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_TRACES_SAMPLER_ARG", "1"));
        (await Proxy.GetAsync(new Uri(console.Address, "/alive"))).Dispose();
        Assert.EndsWith("-01", _api.TraceParent, StringComparison.Ordinal); // sampled
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_a_trusted_proxy_names_the_address_and_the_scheme_of_a_caller(bool isTrusted)
    {
        (string, string)[] trusted = [("Limits__TrustedProxies__0", "127.0.0.1"), ("Limits__TrustedProxies__1", "::1")];
        await using SeparateConsole console = await StartAsync(isTrusted ? trusted : []);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(console.Address, "/alive"));
        request.Headers.Add("X-Forwarded-For", User);
        request.Headers.Add("X-Forwarded-Proto", "https");
        using HttpResponseMessage answer = await Proxy.SendAsync(request);
        Assert.Equal(isTrusted, answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(isTrusted, _api.ForwardedFor == User);
    }

    [Fact]
    public async Task A_request_in_progress_is_answered_after_SIGTERM()
    {
        await using SeparateConsole console = await StartAsync();
        using IDisposable hold = _api.HoldBack("/stores");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(console.Address, "/stores"));
        request.Headers.Add("Cookie", $"__Host-retail-session={TestTokens.Sign(TestTokens.Claims("user", "viewer"), TestTokens.Key)}");
        Task<HttpResponseMessage> asking = Proxy.SendAsync(request);
        await Eventually.IsTrueAsync("the API is asked", () => Task.FromResult(_api.Take().Length > 0), console.Log);
        await console.SignalAsync("TERM");
        await Eventually.IsTrueAsync("no new connection is accepted", () => IsClosedAsync(console), console.Log);
        hold.Dispose();
        using HttpResponseMessage page = await asking;
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await console.WhenEndedAsync();
        Assert.Equal(0, console.ExitCode);
    }

    [Fact]
    public async Task An_occupied_port_and_a_wrong_setting_are_one_line_each()
    {
        string port = _api.Address.Port.ToString(CultureInfo.InvariantCulture);
        (string, string) local = ("CONSOLE_HOST", "127.0.0.1");
        Assert.Contains("CONSOLE_PORT", (await RunAsync([("CONSOLE_PORT", port), local])).ExpectOneLine(1), StringComparison.Ordinal);
        Assert.Contains("CONSOLE_PORT", (await RunAsync([("CONSOLE_PORT", "http")])).ExpectOneLine(1), StringComparison.Ordinal);
        Assert.Contains("CONSOLE_API_URL", (await RunAsync([("CONSOLE_API_URL", "api")])).ExpectOneLine(1), StringComparison.Ordinal);
        (await RunAsync([("CONSOLE_PORT", FreePort.Take().ToString(CultureInfo.InvariantCulture))], "health")).ExpectOneLine(1);
    }

    [Fact]
    public async Task An_unknown_command_is_refused_and_help_and_version_are_printed()
    {
        Assert.Contains("--help", (await RunAsync([], "helth")).ExpectOneLine(2), StringComparison.Ordinal);
        Assert.Contains("CONSOLE_PORT", (await RunAsync([], "--help")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", (await RunAsync([], "--version")).Expect(0).Output);
    }

    private static async Task<bool> IsClosedAsync(SeparateConsole console)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            (await http.GetAsync(new Uri(console.Address, "/health"))).Dispose();
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private Task<SeparateConsole> StartAsync(params (string Name, string Value)[] settings) => SeparateConsole.StartAsync(
        _folder, _api.Address, [("ASPNETCORE_ENVIRONMENT", "Production"), ("CONSOLE_HOST", "localhost"), .. settings]);

    private Task<ProgramRun> RunAsync((string Name, string Value)[] settings, params string[] arguments) =>
        ProgramRun.RunAsync("dotnet", _folder, settings, [BuiltAssembly.Path("Console"), .. arguments]);
}
