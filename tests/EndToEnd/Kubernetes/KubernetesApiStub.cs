using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace RetailGrains.Tests.EndToEnd.Kubernetes;

/// <summary>
/// The part of a Kubernetes API server that concerns pods: read, list, watch; by HTTPS, for callers with the account's token.
/// </summary>
internal sealed class KubernetesApiStub : IDisposable
{
    private const string Namespace = "retail";
    private const string Token = "token-of-silo-sa";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestAuthority _authority = new("A test's Kubernetes");
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _pods = new();
    private readonly ConcurrentDictionary<Channel<string>, bool> _watchers = new();
    private readonly DirectoryInfo _account = Directory.CreateTempSubdirectory("retail-account-");
    private int _connections;
    private int _requests;
    private int _strangers;

    public KubernetesApiStub()
    {
        _certificate = _authority.Issue("localhost").Load();
        File.WriteAllText(Path.Combine(_account.FullName, "token"), Token);
        File.WriteAllText(Path.Combine(_account.FullName, "ca.crt"), _authority.Pem);
        File.WriteAllText(Path.Combine(_account.FullName, "namespace"), Namespace);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>Whether every request is answered 403, as without a Role.</summary>
    public bool Refuses { get; set; }

    /// <summary>Connections that were opened.</summary>
    public int Connections => _connections;

    /// <summary>Requests of all callers.</summary>
    public int Requests => _requests;

    /// <summary>Requests without the account's token.</summary>
    public int Strangers => _strangers;

    /// <summary>Callers that watch the pods.</summary>
    public int Watchers => _watchers.Count;

    /// <summary>
    /// Starts a command in a pod's view of the file system, with the account's files where a pod has them. The process sees another /run;
    /// nobody else does.
    /// </summary>
    public string[] Launcher =>
    [
        "unshare", "--mount", "sh", "-ec",
        """
        account=/run/secrets/kubernetes.io/serviceaccount
        mount -t tmpfs tmpfs /run
        mkdir -p $account
        cp "$1"/* $account/
        shift
        exec "$@"
        """,
        "sh", _account.FullName,
    ];

    /// <summary>The environment variables of a pod.</summary>
    public (string Name, string Value)[] PodSettings(string pod, string address = "127.0.0.1") =>
    [
        ("KUBERNETES_SERVICE_HOST", "localhost"),
        ("KUBERNETES_SERVICE_PORT", ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)),
        ("POD_NAME", pod), ("POD_NAMESPACE", Namespace), ("POD_IP", address), ("ORLEANS_SERVICE_ID", "retail"),
        ("SILO_ALLOW_PLAINTEXT", "true"),
    ];

    /// <summary>Creates a pod.</summary>
    public void Add(string pod)
    {
        _pods[pod] = true;
        Publish("ADDED", pod);
    }

    /// <summary>Deletes a pod; the process that runs in it is not affected.</summary>
    public void Delete(string pod)
    {
        _pods.TryRemove(pod, out _);
        Publish("DELETED", pod);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
        _account.Delete(recursive: true);
    }

    private void Publish(string type, string pod)
    {
        foreach (Channel<string> watcher in _watchers.Keys) watcher.Writer.TryWrite(Event(type, pod));
    }

    private static string Event(string type, string pod) => JsonSerializer.Serialize(new { type, @object = Pod(pod) });

    private static Dictionary<string, object> Pod(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new Dictionary<string, object>
        {
            ["name"] = name,
            ["namespace"] = Namespace,
            ["labels"] = new Dictionary<string, string> { ["orleans/serviceId"] = "retail", ["orleans/clusterId"] = "retail" },
        },
    };

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            Interlocked.Increment(ref _connections);
            _ = Task.Run(() => ServeAsync(client));
        }
    }

    /// <summary>Serves one request per connection.</summary>
    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(_certificate);
                using var reader = new StreamReader(stream, Encoding.ASCII);
                string request = await reader.ReadLineAsync(_stop.Token) ?? "";
                bool isKnown = false;
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
                    isKnown |= header.Equals($"Authorization: Bearer {Token}", StringComparison.OrdinalIgnoreCase);
                Interlocked.Increment(ref _requests);
                if (!isKnown) Interlocked.Increment(ref _strangers);
                await AnswerAsync(stream, request.Split(' ')[1]);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // the caller has gone, or the test is over
            }
        }
    }

    private Task AnswerAsync(Stream stream, string target)
    {
        string path = target.Split('?')[0];
        const string pods = $"/api/v1/namespaces/{Namespace}/pods";
        if (Refuses) return WriteAsync(stream, "403 Forbidden", Failure("Forbidden", 403));
        if (path == pods && target.Contains("watch=true", StringComparison.OrdinalIgnoreCase)) return WatchAsync(stream);
        if (path == pods) return WriteAsync(stream, "200 OK", PodList());
        string name = path[(path.LastIndexOf('/') + 1)..];
        return _pods.ContainsKey(name)
            ? WriteAsync(stream, "200 OK", JsonSerializer.Serialize(Pod(name)))
            : WriteAsync(stream, "404 Not Found", Failure("NotFound", 404));
    }

    private static string Failure(string reason, int code) =>
        JsonSerializer.Serialize(new { kind = "Status", apiVersion = "v1", status = "Failure", reason, code });

    private string PodList() =>
        JsonSerializer.Serialize(new { kind = "PodList", apiVersion = "v1", metadata = new { }, items = _pods.Keys.Select(Pod) });

    /// <summary>Sends the pods that exist, as ADDED, and all later events, one per line.</summary>
    private async Task WatchAsync(Stream stream)
    {
        var events = Channel.CreateUnbounded<string>();
        foreach (string pod in _pods.Keys) events.Writer.TryWrite(Event("ADDED", pod));
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"));
        _watchers[events] = true;
        try
        {
            await foreach (string line in events.Reader.ReadAllAsync(_stop.Token))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
                await stream.FlushAsync();
            }
        }
        finally
        {
            _watchers.TryRemove(events, out _);
        }
    }

    private static async Task WriteAsync(Stream stream, string status, string body)
    {
        string length = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        string head = $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + body));
    }
}
