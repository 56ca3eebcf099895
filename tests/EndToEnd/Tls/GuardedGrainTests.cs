using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RetailGrains.Access;
using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Tests.EndToEnd.Tls;

/// <summary>
/// A caller with an API's certificate but without the platform's key reaches every grain and can administer nothing: the silo checks each
/// administrative call, and audits it.
/// </summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class GuardedGrainTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly Subject Mallory = new("mallory", null, ["operator"], new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc), []);

    private TlsCluster _cluster = null!;
    private IHost _client = null!;

    private IGrainFactory Grains => _client.Services.GetRequiredService<IGrainFactory>();

    public async Task InitializeAsync()
    {
        _cluster = await TlsCluster.StartAsync(postgres);
        _client = await _cluster.ConnectAsync(_cluster.Authority.Api());
        (await _cluster.Api.Client.PostAsync("/admin/accounts", """{"name": "ann", "password": "a long password", "roles": ["viewer"]}"""))
            .Expect(HttpStatusCode.Created);
    }

    public async Task DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_client_without_a_valid_ticket_neither_reads_hashes_nor_administers()
    {
        Dictionary<string, object> claims = TestTokens.Claims("ann", "operator", CallTicket.Process);
        Dictionary<string, object> ticket = new(claims) { ["use"] = "ticket" };
        string producer = TestTokens.Sign(
            new Dictionary<string, object>(ticket) { ["roles"] = new[] { "viewer", "producer" } }, TestTokens.Key);
        string[] tickets =
        [
            "",
            "nonsense",
            TestTokens.Operator, // an operator's token for the API is not a ticket
            TestTokens.Sign(ticket, "somebody else's key of more than 32 bytes"),
            TestTokens.Sign(ticket, TestTokens.Key, "none"),
            TestTokens.Sign(new Dictionary<string, object>(ticket) { ["exp"] = 1 }, TestTokens.Key),
            TestTokens.Sign(new Dictionary<string, object>(ticket) { ["roles"] = new[] { "viewer" } }, TestTokens.Key),
            producer,
            TestTokens.Sign(new Dictionary<string, object>(ticket) { ["aud"] = "others" }, TestTokens.Key),
        ];
        foreach (string one in tickets)
        {
            RequestContext.Set(CallTicket.Key, one);
            foreach ((IAddressable grain, MethodInfo method) in GuardedMethods())
                if (one != producer || !RolesOf(method).Contains(Roles.Producer)) await RefusedAsync(() => CallAsync(grain, method));
        }

        RequestContext.Clear();
        await RefusedAsync(() => Grains.GetSubjects(clients: false).AddAsync(Mallory, onlyIfNew: false));
        Dictionary<string, object> ofTests = TestTokens.Claims("tests", "operator");
        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(ofTests));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWithAsync(new(ofTests) { ["use"] = "ticket" }));
        Assert.Empty(await AuditOfAsync("mallory"));
        (await _cluster.Api.Client.GetAsync("/admin/accounts/ann")).Expect(HttpStatusCode.OK);
        (await _cluster.Api.Client.GetAsync("/admin/accounts/mallory")).Expect(HttpStatusCode.NotFound);
        (await _cluster.Api.Client.GetAsync("/products/ann")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Administrative_calls_that_bypass_the_api_are_audited_and_calls_through_it_are_audited_once()
    {
        Dictionary<string, object> ticket = TestTokens.Claims("root", "operator", CallTicket.Process);
        ticket["use"] = "ticket";
        ticket["addr"] = "192.0.2.7";
        RequestContext.Set(CallTicket.Key, TestTokens.Sign(ticket, TestTokens.Key));
        Assert.Equal(SubjectAddition.Added, await Grains.GetSubjects(clients: false).AddAsync(Mallory, onlyIfNew: false));
        Assert.Equal(SubjectAddition.Exists, await Grains.GetSubjects(clients: false).AddAsync(Mallory, onlyIfNew: false));
        Assert.Equal(
            ["refused", "begun", "done", "begun"],
            (await AuditOfAsync("mallory")).Select(row => row.GetProperty("outcome").GetString()));
        Assert.All(await AuditOfAsync("mallory"), row => Assert.Equal(
            ("root", "192.0.2.7", "subject.create"),
            (row.GetProperty("actor").GetString(), row.GetProperty("address").GetString(), row.GetProperty("action").GetString())));

        IEnumerable<string?> ofApi = (await AuditOfAsync("ann")).Select(row => row.GetProperty("action").GetString());
        Assert.Equal(["account.create", "account.create"], ofApi);
    }

    [Fact]
    public async Task Catalogue_entries_that_bypass_the_api_are_audited()
    {
        Dictionary<string, object> ticket = TestTokens.Claims("root", "operator", CallTicket.Process);
        ticket["use"] = "ticket";
        RequestContext.Set(CallTicket.Key, TestTokens.Sign(ticket, TestTokens.Key));
        await Grains.GetGrain<IProductGrain>("22423").DescribeAsync(new ProductDescription("Cake stand", null, null));
        await Grains.GetGrain<IStoreGrain>("soho").DescribeAsync(new StoreDescription("Soho", null, null, null));
        await Grains.GetGrain<ICustomerGrain>("17850").DescribeAsync(new CustomerDescription("Ann", null));
        await ExpectAuditAsync("22423", "root", "product.put");
        await ExpectAuditAsync("soho", "root", "store.put");
        await ExpectAuditAsync("17850", "root", "customer.put");

        (await _cluster.Api.Client.PutAsync("/products/22424", """{"name": "Cake tin"}""")).Expect(HttpStatusCode.OK);
        await ExpectAuditAsync("22424", "tests", "product.put"); // once, not by the silo as well
    }

    [Fact]
    public async Task An_undo_that_bypasses_the_api_is_audited_under_the_name_in_its_ticket()
    {
        RetailClient client = _cluster.Api.Client;
        byte[] file = Encoding.UTF8.GetBytes(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            + "u-1,tin,Cake tin,4,2024-01-05 08:00:00,2.5,17850,soho\n");
        string id = (await client.ImportAsync("till.csv", file)).GetProperty("importId").GetString()!;

        Dictionary<string, object> ticket = TestTokens.Claims("root", "operator", CallTicket.Process);
        ticket["use"] = "ticket";
        RequestContext.Set(CallTicket.Key, TestTokens.Sign(ticket, TestTokens.Key));
        await Grains.GetImport(id).UndoAsync("mallory");
        RequestContext.Clear();
        Assert.Equal(1, (await client.WhenUndoneAsync(id)).GetProperty("undo").GetProperty("annulled").GetInt64());
        JsonElement[] audit = [.. (await AuditOfAsync(id)).Where(row => row.GetProperty("action").GetString() == "import.undo")];
        Assert.Equal(
            [("root", "done"), ("root", "begun")],
            audit.Select(row => (row.GetProperty("actor").GetString(), row.GetProperty("outcome").GetString())));
    }

    /// <summary>How the API answers a caller with these claims.</summary>
    private async Task<HttpStatusCode> StatusWithAsync(Dictionary<string, object> claims)
    {
        using var client = new RetailClient(_cluster.Api.Client.Address, TestTokens.Sign(claims, TestTokens.Key));
        return (await client.GetAsync("/summary")).Status;
    }

    private async Task ExpectAuditAsync(string target, string actor, string action) => Assert.Equal(
        [(actor, action, "done"), (actor, action, "begun")],
        (await AuditOfAsync(target)).Select(row => (
            row.GetProperty("actor").GetString(), row.GetProperty("action").GetString(), row.GetProperty("outcome").GetString())));

    /// <summary>Every method that an interface guards, on one grain of each interface.</summary>
    private (IAddressable Grain, MethodInfo Method)[] GuardedMethods()
    {
        (IAddressable Grain, MethodInfo Method)[] all =
        [
            .. from type in typeof(IFigureGrain).Assembly.GetTypes()
               where type.IsInterface && typeof(IGrain).IsAssignableFrom(type)
               from method in type.GetMethods()
               where RolesOf(method).Count > 0
               select (GrainOf(type), method),
        ];
        Assert.Contains(all, one => one.Method.DeclaringType == typeof(ISubjectGrain));
        Assert.Contains(all, one => one.Method.DeclaringType == typeof(IStoreGrain));
        return all;
    }

    private static IReadOnlyList<string> RolesOf(MethodInfo method) => method.GetCustomAttribute<RequiresRoleAttribute>()?.Roles ?? [];

    private IAddressable GrainOf(Type type) =>
        type == typeof(IImportGrain) ? Grains.GetImport("ann")
        : type == typeof(ISubjectGrain) ? Grains.GetSubject("ann")
        : type == typeof(ISubjectDirectoryGrain) ? Grains.GetSubjects(clients: false)
        : typeof(IGrainWithStringKey).IsAssignableFrom(type) ? Grains.GetGrain(type, "ann")
        : Grains.GetGrain(type, 0);

    private static Task CallAsync(IAddressable grain, MethodInfo method)
    {
        object?[] arguments = [.. method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(Subject) ? Mallory
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
            : null)];
        object call = method.Invoke(grain, arguments)!;
        return call as Task ?? (Task)call.GetType().GetMethod(nameof(ValueTask.AsTask))!.Invoke(call, null)!;
    }

    private static Task<UnauthorizedAccessException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<UnauthorizedAccessException>(call);

    private async Task<JsonElement[]> AuditOfAsync(string target) =>
        [.. (await _cluster.Api.Client.GetAsync($"/admin/audit?target={target}")).Expect(HttpStatusCode.OK)["items"].EnumerateArray()];
}
