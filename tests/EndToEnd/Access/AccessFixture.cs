using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>All tests of access and limits: one process for them.</summary>
[CollectionDefinition(Name)]
public sealed class AccessCollection : ICollectionFixture<AccessFixture>
{
    public const string Name = "Access";
}

/// <summary>
/// One API for all tests of access and limits, with a first operator, a short delay of revocations and an external issuer.
/// </summary>
public sealed class AccessFixture : IAsyncLifetime
{
    public const string Operator = "root";
    public const string Password = "correct horse battery";
    public const string Origin = "https://shop.example";

    private const string Path = "/api/v1/auth/token";

    private ApiProcess? _api;

    internal TestIssuer Issuer { get; private set; } = null!;

    internal RetailClient Client => _api!.Client;

    internal Uri Address => Client.Address;

    internal TestStore Store { get; private set; } = null!;

    /// <summary>How long revocations may take here.</summary>
    public static TimeSpan RevocationDelay { get; } = TimeSpan.FromSeconds(1);

    public async Task InitializeAsync()
    {
        Store = new SqliteTestStore();
        Issuer = new TestIssuer();
        _api = await ApiProcess.StartReadyAsync(
            Store,
            ("RETAIL_ADMIN_USER", Operator.ToUpperInvariant()),
            ("RETAIL_ADMIN_PASSWORD", Password),
            ("Access__RevocationDelay", RevocationDelay.ToString()),
            ("Access__Outside__Authority", Issuer.Address),
            ("Access__Outside__Audience", TestIssuer.Audience),
            ("Access__Outside__RolesClaim", "groups"),
            ("Access__Outside__Roles__till-admins", "operator"),
            ("Access__Outside__Roles__analysts", "viewer"),
            ("Limits__Viewer__PerSecond", "5"),
            ("Limits__Viewer__Burst", "20"),
            ("Limits__HeadTimeout", "00:00:02"),
            ("Limits__CorsOrigins__0", Origin));
        await Eventually.IsTrueAsync(
            "the first operator is there",
            async () => (await Client.GetAsync($"/admin/accounts/{Operator}")).Status == HttpStatusCode.OK,
            _api.Log);
    }

    public async Task DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        await Store.DisposeAsync();
        Issuer.Dispose();
    }

    /// <summary>A caller with this token, or with none, from this address of the loopback network.</summary>
    internal HttpClient From(string address, string? token = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = Address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Asks for a token with a password.</summary>
    internal static Task<HttpResponseMessage> SignInAsync(HttpClient client, string name, string password) =>
        AskAsync(client, "password", ("username", name), ("password", password));

    /// <summary>Asks for a token with a client's secret.</summary>
    internal static Task<HttpResponseMessage> SignInClientAsync(HttpClient client, string id, string secret) =>
        AskAsync(client, "client_credentials", ("client_id", id), ("client_secret", secret));

    /// <summary>Asks for a token with a client's secret in the header.</summary>
    internal static async Task<HttpResponseMessage> SignInClientByHeaderAsync(HttpClient client, string id, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = FormOf("client_credentials") };
        request.Headers.Authorization = Basic(id, secret);
        return await client.SendAsync(request);
    }

    /// <summary>A name and a secret as a header.</summary>
    internal static AuthenticationHeaderValue Basic(string name, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}")));

    /// <summary>The token of a successful answer.</summary>
    internal static async Task<string> TokenAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()!;
    }

    /// <summary>Makes an account.</summary>
    internal async Task<Answer> CreateAccountAsync(string name, string password, params string[] roles) =>
        await Client.PostAsync("/admin/accounts", JsonSerializer.Serialize(new { name, password, roles }));

    /// <summary>The audit records, newest first.</summary>
    internal async Task<IReadOnlyList<JsonElement>> AuditAsync(string query) =>
        [.. (await Client.GetAsync($"/admin/audit?{query}")).Expect(HttpStatusCode.OK)["items"].EnumerateArray()];

    /// <summary>The outcomes and statuses of the audit records.</summary>
    internal async Task<List<string>> RecordsAsync(string query) =>
        [.. (await AuditAsync(query)).Select(one => $"{one.GetProperty("outcome").GetString()} {one.GetProperty("status")}")];

    internal static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string grant, params (string Name, string Value)[] fields) =>
        client.PostAsync(Path, FormOf(grant, fields));

    private static FormUrlEncodedContent FormOf(string grant, params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Prepend(new("grant_type", grant)));
}
