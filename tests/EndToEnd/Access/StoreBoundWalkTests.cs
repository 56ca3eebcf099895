using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>Calls every operation as a client that is bound to a store, about another store.</summary>
[Collection(AccessCollection.Name)]
public sealed class StoreBoundWalkTests(AccessFixture fixture) : IAsyncLifetime, IDisposable
{
    private const string Own = "walk own";
    private const string Other = "walk/other";
    private const string OwnSale = "walk-own";
    private const string OtherSale = "walk-other";
    private const string Shared = "walk customer";

    /// <summary>The rule of an endpoint that must itself check the store, in the description.</summary>
    private const string InContent = "For callers bound to stores: only what concerns them.";

    private static readonly string[] ForAnyStore = ["postPassword"];

    private RetailClient _bound = null!;
    private RetailClient _boundToTwo = null!;
    private string _ownImport = null!;
    private string _otherImport = null!;

    /// <summary>
    /// Operations that check the store themselves and have no id in the path. Another such operation needs a check here.
    /// </summary>
    private Dictionary<string, Func<Task>> Checks => new()
    {
        ["postTransaction"] = PostAsync,
        ["postTransactions"] = PostBatchAsync,
        ["listTransactions"] = ListTransactionsAsync,
        ["exportTransactions"] = ExportTransactionsAsync,
        ["postImport"] = ImportAsync,
        ["listImports"] = ListImportsAsync,
    };

    public async Task InitializeAsync()
    {
        _bound = new RetailClient(fixture.Address, TokenOf("walker", Own));
        _boundToTwo = new RetailClient(fixture.Address, TokenOf("walker of two", Own, "walk third"));
        (await fixture.Client.PostBatchAsync([SaleOf(OwnSale, Own), SaleOf(OtherSale, Other)])).Expect(HttpStatusCode.OK);
        Assert.True((await fixture.Client.PostAppliedAsync(SaleOf("walk-last", Other))).IsSuccess);
        _otherImport = (await fixture.Client.ImportAsync("other.csv", CsvOf($"walk-o,{Other}"))).GetProperty("importId").GetString()!;
        _ownImport = (await _bound.ImportAsync("own.csv", CsvOf($"walk-i,{Own}", $"walk-j,{Other}"))).GetProperty("importId").GetString()!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _bound.Dispose();
        _boundToTwo.Dispose();
    }

    [Fact]
    public async Task A_client_that_is_bound_to_a_store_gets_no_data_of_another_from_any_endpoint()
    {
        ApiDescription api = await ApiDescription.OfAsync(fixture.Client);
        DescribedOperation[] guarded = [.. api.Operations.Where(operation => operation.IsGuarded)];
        Assert.True(guarded.Length > 40);
        string[] withoutCheck =
        [
            .. guarded.Where(operation => ChecksItself(operation) && !operation.Path.Contains('{', StringComparison.Ordinal))
                .Select(operation => operation.Id)
                .Except(Checks.Keys),
        ];
        Assert.True(withoutCheck.Length == 0, $"Nothing here checks {string.Join(", ", withoutCheck)}.");

        List<string> open = [];
        foreach (DescribedOperation operation in guarded)
        {
            if (Checks.ContainsKey(operation.Id) || ForAnyStore.Contains(operation.Id)) continue;
            Exchange answer = await CallAsync(operation, OtherIdOf(operation));
            bool refused = answer.Status == 403 && answer.Text.Contains("bound to stores", StringComparison.Ordinal);
            if (!refused) open.Add($"{operation}: {answer.Status} {answer.Text}");
        }

        Assert.True(open.Count == 0, string.Join('\n', open));
        foreach (Func<Task> check in Checks.Values) await check();
        Assert.Equal(HttpStatusCode.Forbidden, (await _bound.GetRootAsync("/metrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _bound.GetRootAsync("/version")).Status);
    }

    [Fact]
    public async Task A_client_that_is_bound_to_a_store_may_do_there_what_its_roles_allow()
    {
        ApiDescription api = await ApiDescription.OfAsync(fixture.Client);
        foreach (DescribedOperation operation in api.Operations.Where(operation => OwnIdOf(operation) is not null))
        {
            Exchange answer = await CallAsync(operation, OwnIdOf(operation)!);
            Assert.True(answer.Status < 400, $"{operation}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task A_sale_of_the_callers_store_cannot_be_corrected_into_a_sale_of_another()
    {
        Sale sale = SaleOf("walk-moved", Own);
        Assert.True((await _bound.PostAsync(sale)).IsSuccess);
        string moved = (sale with { StoreId = Other }).ToJson();
        (await _bound.PutAsync("/transactions/walk-moved", moved)).Expect(HttpStatusCode.Forbidden);
        Answer unchanged = (await _bound.GetAsync("/transactions/walk-moved")).Expect(HttpStatusCode.OK);
        Assert.Equal(Own, unchanged["storeId"].GetString());
        // A caller that may see only one of a transaction's stores does not see its revisions in the other.
        (await fixture.Client.PutAsync("/transactions/walk-moved", moved)).Expect(HttpStatusCode.Created);
        (await _bound.GetAsync("/transactions/walk-moved")).Expect(HttpStatusCode.Forbidden);
        (await _bound.GetAsync("/transactions/walk-moved/revisions")).Expect(HttpStatusCode.Forbidden);
        (await _bound.PostAsync("/transactions/walk-moved/void")).Expect(HttpStatusCode.Forbidden);
        using var next = new RetailClient(fixture.Address, TokenOf("walker of the other", Other));
        (await next.GetAsync("/transactions/walk-moved")).Expect(HttpStatusCode.OK);
        (await next.GetAsync("/transactions/walk-moved/revisions")).Expect(HttpStatusCode.Forbidden);
    }

    private static bool ChecksItself(DescribedOperation operation) =>
        operation.Node["description"]?.GetValue<string>().Contains(InContent, StringComparison.Ordinal) == true;

    /// <summary>The caller has every role, so that only the stores can be what it lacks.</summary>
    private static string TokenOf(string subject, params string[] stores)
    {
        Dictionary<string, object> claims = TestTokens.Claims(subject, "viewer", "producer", "operator");
        claims["stores"] = stores;
        return TestTokens.Sign(claims, TestTokens.Key);
    }

    private static Sale SaleOf(string id, string store) =>
        new(id, store, Shared, "2024-05-01T10:00:00Z", new Line("walk product", 1, 2.5m));

    private static byte[] CsvOf(params string[] receiptsAndStores) => Encoding.UTF8.GetBytes(string.Join(
        '\n',
        receiptsAndStores.Select(pair => pair.Split(',')).Select(pair => $"{pair[0]},P,D,1,2024-05-01 10:00,2.5,C,{pair[1]}")
            .Prepend("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country")));

    private string OtherIdOf(DescribedOperation operation) => IdOf(operation, Other, OtherSale, _otherImport) ?? "walk-none";

    /// <summary>Null for an operation that is not about one store.</summary>
    private string? OwnIdOf(DescribedOperation operation) =>
        operation.Path.StartsWith("/api/v1/stores/{id}", StringComparison.Ordinal) && operation.Method == HttpMethod.Put
            ? null
            : IdOf(operation, Own, OwnSale, _ownImport);

    private static string? IdOf(DescribedOperation operation, string store, string sale, string import) =>
        operation.Path.Split('/').Skip(3).ToArray() switch
        {
            ["stores", "{id}", ..] => store,
            ["transactions", "{id}", ..] => sale,
            ["imports", "{id}", ..] => import,
            _ => null,
        };

    private async Task<Exchange> CallAsync(DescribedOperation operation, string id)
    {
        string path = operation.Path.Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal)
            .Replace("{date}", "2024-05-01", StringComparison.Ordinal).Replace("{name}", "walker", StringComparison.Ordinal)
            .Replace("{partition}", "0", StringComparison.Ordinal).Replace("{sequence}", "1", StringComparison.Ordinal);
        var call = new Call(operation.Method, path) { Token = TokenOf("walker", Own) };
        bool hasBody = operation.Method != HttpMethod.Get && operation.Method != HttpMethod.Delete;
        if (hasBody) call = call.WithJson(operation.Id == "voidTransaction" ? "{}" : SaleOf(id, Own).ToJson());
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await Exchange.SendAsync(http, fixture.Address, call);
    }

    private async Task PostAsync()
    {
        (await _bound.PostAsync(SaleOf("walk-new", Other))).Expect(HttpStatusCode.Forbidden);
        (await fixture.Client.GetAsync("/transactions/walk-new")).Expect(HttpStatusCode.NotFound);
        Assert.True((await _bound.PostAsync(SaleOf("walk-new-own", Own))).IsSuccess);
    }

    private async Task PostBatchAsync()
    {
        Sale[] sales = [SaleOf("walk-b1", Own), SaleOf("walk-b2", Other), SaleOf("walk-b3", Own)];
        Answer array = (await _bound.PostBatchAsync(sales)).Expect(HttpStatusCode.OK);
        Assert.Equal((2, 1), (array["recorded"].GetInt32() + array["duplicates"].GetInt32(), array["invalid"].GetInt32()));
        JsonElement refused = array["results"][1];
        Assert.Equal("invalid", refused.GetProperty("status").GetString());
        Assert.Contains("bound", refused.GetProperty("errors").GetProperty("storeId")[0].GetString(), StringComparison.Ordinal);

        Call lines = new Call(HttpMethod.Post, "/api/v1/transactions/batch") { Token = TokenOf("walker", Own) }
            .WithBody("application/x-ndjson", string.Join('\n', sales.Select(sale => sale.ToJson())));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Exchange answer = await Exchange.SendAsync(http, fixture.Address, lines);
        Assert.Contains("\"duplicates\":2,\"conflicts\":0,\"invalid\":1", answer.Text, StringComparison.Ordinal);
        (await fixture.Client.GetAsync("/transactions/walk-b2")).Expect(HttpStatusCode.NotFound);
    }

    private async Task ListTransactionsAsync()
    {
        string other = Uri.EscapeDataString(Other), own = Uri.EscapeDataString(Own), customer = Uri.EscapeDataString(Shared);
        foreach (RetailClient caller in (RetailClient[])[_bound, _boundToTwo])
        {
            (await caller.GetAsync($"/transactions?storeId={other}")).Expect(HttpStatusCode.Forbidden);
            await OnlyOwnAsync(caller, $"/transactions?storeId={own}");
            await OnlyOwnAsync(caller, $"/transactions?storeId={own}&customerId={customer}");
        }

        await OnlyOwnAsync(_bound, "/transactions");
        await OnlyOwnAsync(_bound, $"/transactions?customerId={customer}&limit=1");
        (await _boundToTwo.GetAsync("/transactions")).Expect(HttpStatusCode.Forbidden);
    }

    private async Task ExportTransactionsAsync()
    {
        string own = Uri.EscapeDataString(Own);
        (await _bound.GetAsync($"/export/transactions?storeId={Uri.EscapeDataString(Other)}")).Expect(HttpStatusCode.Forbidden);
        (await _boundToTwo.GetAsync("/export/transactions")).Expect(HttpStatusCode.Forbidden);
        foreach (RetailClient caller in (RetailClient[])[_bound, _boundToTwo])
        {
            Answer answer = (await caller.GetAsync($"/export/transactions?format=ndjson&storeId={own}")).Expect(HttpStatusCode.OK);
            string[] lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.NotEmpty(lines);
            Assert.All(lines, line => Assert.Equal(Own, JsonDocument.Parse(line).RootElement.GetProperty("storeId").GetString()));
        }
    }

    private static async Task OnlyOwnAsync(RetailClient caller, string path)
    {
        List<JsonElement> items = [.. (await caller.GetAsync(path)).Expect(HttpStatusCode.OK)["items"].EnumerateArray()];
        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.Equal(Own, item.GetProperty("storeId").GetString()));
    }

    private async Task ImportAsync()
    {
        JsonElement import = (await _bound.GetAsync($"/imports/{_ownImport}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(1, import.GetProperty("rejected").GetInt32());
        Assert.Contains("bound", (await _bound.GetAsync($"/imports/{_ownImport}/rejects")).Text, StringComparison.Ordinal);
        (await fixture.Client.GetAsync("/transactions/walk-j")).Expect(HttpStatusCode.NotFound);
        (await fixture.Client.GetAsync("/transactions/walk-i")).Expect(HttpStatusCode.OK);
        // It is visible to a caller that may see all of the sender's stores.
        (await _boundToTwo.GetAsync($"/imports/{_ownImport}")).Expect(HttpStatusCode.OK);
        using var elsewhere = new RetailClient(fixture.Address, TokenOf("walker elsewhere", Other));
        (await elsewhere.GetAsync($"/imports/{_ownImport}")).Expect(HttpStatusCode.Forbidden);
    }

    private async Task ListImportsAsync()
    {
        List<string?> seen = await ImportsOfAsync(_bound);
        Assert.Contains(_ownImport, seen);
        Assert.DoesNotContain(_otherImport, seen);
        List<string?> all = await ImportsOfAsync(fixture.Client);
        Assert.Contains(_otherImport, all);
        Assert.Contains(_ownImport, all);
    }

    private static async Task<List<string?>> ImportsOfAsync(RetailClient client) =>
        [.. (await client.ListAsync("/imports")).Select(import => import.GetProperty("importId").GetString())];
}
