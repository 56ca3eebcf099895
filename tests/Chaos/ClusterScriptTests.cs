using System.Diagnostics;
using System.Globalization;
using RetailGrains.Tests.Chaos.Load;
using RetailGrains.Tests.Chaos.Processes;

namespace RetailGrains.Tests.Chaos;

/// <summary>Runs <c>./cluster.sh</c> as users do.</summary>
public sealed class ClusterScriptTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _home = Path.Combine(ChaosRun.NewFolder(), "cluster");
    private readonly SaleMaker _maker = new(seed: 3);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await TryAsync("clean");
        Directory.Delete(Path.GetDirectoryName(_home)!, recursive: true);
    }

    [Fact]
    public async Task A_cluster_comes_up_grows_survives_a_kill_and_goes_down()
    {
        // Below the ports of other tests. The script also takes ports near this one, some of them later.
        int port = Random.Shared.Next(15_000, 19_500);
        await RunAsync("up", "--silos", "1", "--no-build", "--base-port", port.ToString(CultureInfo.InvariantCulture));
        await ExpectPortsFromAsync(port);
        string token = (await RunAsync("token")).Trim();
        string address = (await File.ReadAllTextAsync(Path.Combine(_home, "run", "api.ports"))).Trim().Split('=')[1];
        using var api = new ApiClient(new Uri($"http://127.0.0.1:{address}"), token);
        await RecordAsync(api, 0);
        await ExpectSecretsAreKeptAsync();

        await RunAsync("add");
        Assert.Equal(["ready", "ready"], await StatesAsync("silo-"));
        await RunAsync("kill", "1");
        await RecordAsync(api, 1);
        Assert.Equal(["down", "ready"], await StatesAsync("silo-"));
        await RunAsync("up", "--silos", "2", "--no-build");
        Assert.Equal(["ready", "ready"], await StatesAsync("silo-"));
        Assert.Equal(["ready"], await StatesAsync("api"));
        Assert.Equal(2, (await api.JsonAsync("/summary")).GetProperty("totals").GetProperty("transactions").GetInt32());

        await RunAsync("stop", "1");
        await RunAsync("down");
        Assert.All(await StatesAsync(""), state => Assert.Equal("down", state));
        Assert.Equal(0, (await api.GetAsync("/summary")).Status);
    }

    [Fact]
    public async Task With_tls_the_processes_certificates_are_renewed_while_they_run()
    {
        int port = Random.Shared.Next(15_000, 19_500);
        await RunAsync("up", "--silos", "2", "--tls", "--no-build", "--base-port", port.ToString(CultureInfo.InvariantCulture));
        string tls = Path.Combine(_home, "tls");
        string[] files = [.. Directory.GetFiles(tls)];
        Assert.Equal(8, files.Length); // a certificate and a key each for the authority, two silos and the API
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        await RunAsync("renew");
        foreach (string name in new[] { "silo-1", "silo-2", "api" })
            await Eventually.IsTrueAsync(
                $"{name} uses its new certificate", async () => (await LogAsync(name)).Contains("was replaced", StringComparison.Ordinal));
        await RunAsync("stop", "2");
        await RunAsync("start", "2");
        Assert.Equal(["ready", "ready"], await StatesAsync("silo-"));
        string token = (await RunAsync("token")).Trim();
        using var api = new ApiClient(new Uri($"http://127.0.0.1:{port}"), token);
        await RecordAsync(api, 0);
    }

    [Fact]
    public async Task Invalid_commands_are_refused_with_a_reason()
    {
        Assert.Contains("There is no silo-7", await FailAsync(1, "kill", "7"), StringComparison.Ordinal);
        Assert.Contains("--silos must be a number", await FailAsync(2, "up", "--silos", "many"), StringComparison.Ordinal);
        Assert.Contains("--silos needs a number", await FailAsync(1, "up", "--silos"), StringComparison.Ordinal);
        Assert.Contains("not '80'", await FailAsync(2, "up", "--base-port", "80"), StringComparison.Ordinal);
        Assert.Contains("--slios", await FailAsync(2, "up", "--slios", "3"), StringComparison.Ordinal);
        Assert.Contains("'upp' is no command", await FailAsync(2, "upp"), StringComparison.Ordinal);
        Assert.Contains("down takes nothing", await FailAsync(2, "down", "1"), StringComparison.Ordinal);
        Assert.Contains("--base-port", await RunAsync("up", "--help"), StringComparison.Ordinal);
        Assert.Contains("No cluster in", await RunAsync("status"), StringComparison.Ordinal);
    }

    /// <summary>Every port is the base port or slightly above it, and none can be reached from other machines.</summary>
    private async Task ExpectPortsFromAsync(int port)
    {
        int[] ports = [.. Directory.GetFiles(Path.Combine(_home, "run"), "*.ports").SelectMany(File.ReadLines)
            .Select(line => int.Parse(line.Split('=')[1], CultureInfo.InvariantCulture))];
        Assert.All(ports, one => Assert.InRange(one, port, port + 200));
        var start = new ProcessStartInfo("cat", ["/proc/net/tcp", "/proc/net/tcp6"]) { RedirectStandardOutput = true };
        using Process table = Process.Start(start)!;
        string text = await table.StandardOutput.ReadToEndAsync();
        string[] listening = [.. text.Split('\n').Where(line => line.Contains(" 0A ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];
        Assert.All(ports, one => Assert.DoesNotContain(
            listening,
            address => address.EndsWith($":{one:X4}", StringComparison.Ordinal) && address.Split(':')[0].All(digit => digit == '0')));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_home, "jwt-key")));
    }

    /// <summary>
    /// Only the owner can read files with secrets, no process has a secret in its arguments, and Redis requires a password.
    /// </summary>
    private async Task ExpectSecretsAreKeptAsync()
    {
        string[] secrets = ["jwt-key", "redis-password", "redis-producer-password"];
        foreach (string file in secrets.Append(Path.Combine("redis", "users.acl")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_home, file)));
        string[] values = [.. secrets.Select(file => File.ReadAllText(Path.Combine(_home, file)))];
        foreach (string process in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string arguments = "";
            try
            {
                arguments = await File.ReadAllTextAsync(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                // The process has exited.
            }

            Assert.All(values, secret => Assert.DoesNotContain(secret, arguments, StringComparison.Ordinal));
        }

        string redis = (await File.ReadAllTextAsync(Path.Combine(_home, "run", "redis.ports"))).Trim().Split('=')[1];
        Assert.Contains("NOAUTH", await RedisAsync(redis, "", "", "PING"), StringComparison.Ordinal);
        Assert.Contains("-0", await RedisAsync(redis, "producer", values[2], "XADD", "sales:1", "*", "v", "1"), StringComparison.Ordinal);
        foreach (string[] forbidden in (string[][])[["XADD", "sales:8", "*", "v", "1"], ["XRANGE", "sales:1", "-", "+"], ["FLUSHALL"]])
            Assert.Contains("NOPERM", await RedisAsync(redis, "producer", values[2], forbidden), StringComparison.Ordinal);
    }

    private static async Task<string> RedisAsync(string port, string user, string password, params string[] command)
    {
        string[] credentials = user.Length == 0 ? [] : ["--no-auth-warning", "--user", user];
        var start = new ProcessStartInfo(
            "redis-cli", ["-p", port, .. credentials, .. command])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        if (password.Length > 0) start.Environment["REDISCLI_AUTH"] = password;
        using Process cli = Process.Start(start)!;
        string text = await cli.StandardOutput.ReadToEndAsync() + await cli.StandardError.ReadToEndAsync();
        await cli.WaitForExitAsync();
        return text;
    }

    /// <summary>Retries until the sale is acknowledged, because silos stop and start in these tests.</summary>
    private async Task RecordAsync(ApiClient api, int number)
    {
        Reply reply = default;
        long start = Stopwatch.GetTimestamp();
        while (!reply.IsSuccess)
        {
            reply = await api.PostAsync("/transactions", _maker.Make("script", number).ToJson());
            Assert.True(reply.IsSuccess || reply.IsUnavailable, reply.Text);
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(2), reply.Text);
        }
    }

    private Task<string> LogAsync(string name) => File.ReadAllTextAsync(Path.Combine(_home, "logs", $"{name}.log"));

    /// <summary>The states that <c>status</c> prints for processes whose names begin with this text.</summary>
    private async Task<string[]> StatesAsync(string name) =>
        [.. (await RunAsync("status")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];

    private async Task<string> RunAsync(params string[] arguments)
    {
        (int code, string text) = await TryAsync(arguments);
        Assert.True(code == 0, text);
        return text;
    }

    private async Task<string> FailAsync(int exitCode, params string[] arguments)
    {
        (int code, string text) = await TryAsync(arguments);
        Assert.Equal(exitCode, code);
        return text;
    }

    private async Task<(int Code, string Text)> TryAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(BuiltAssembly.Root, "cluster.sh"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CLUSTER_HOME"] = _home;
        using Process script = Process.Start(start)!;
        Task<string> text = script.StandardOutput.ReadToEndAsync();
        string errors = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        output.WriteLine($"cluster.sh {string.Join(' ', arguments)}\n{await text}{errors}");
        return (script.ExitCode, await text + errors);
    }
}
