using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using RetailGrains.Client;

namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>Calls every endpoint through the generated client, which proves the description by use.</summary>
[Collection(DescribedApiCollection.Name)]
public sealed class ClientTests(DescribedApi api)
{
    private const string OddId = "../a b%2F{ü}";

    [Fact]
    public async Task Every_endpoint_can_be_used_with_the_generated_client()
    {
        using var asked = new Asked();
        using HttpClient http = new(asked, disposeHandler: false) { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        var client = new RetailApi(http);

        await SellAsync(client);
        await ImportAsync(client);
        await ReadAsync(client);
        await ExportAsync(client);
        await OperateAsync(client);
        await AdmitAsync(client);
        await LookAfterStreamsAsync(client);

        string[] notUsed = [.. api.Description.Operations.Where(one => !asked.Calls.Any(call => Fits(one, call))).Select(one => one.Id)];
        Assert.Empty(notUsed);
    }

    private static async Task SellAsync(RetailApi client)
    {
        NewTransaction sale = Sale("client-1");
        ApiResponse<Recorded> recorded = await client.PostTransactionAsync(sale, wait: "applied");
        Assert.Equal(201, recorded.StatusCode);
        Assert.Equal(0.3333m * 3, recorded.Result.Total);
        Assert.True((await client.PostTransactionAsync(sale)).Result.Duplicate);

        sale.StoreId = "another";
        ApiException<Problem> conflict = await Assert.ThrowsAsync<ApiException<Problem>>(() => client.PostTransactionAsync(sale));
        Assert.Equal((409, recorded.Result.Position), (conflict.StatusCode, conflict.Result.Position));
        Assert.Equal(["storeId"], conflict.Result.Errors!.Keys);

        sale.Lines[0].Quantity = 1_000_001;
        ApiException<Problem> bad = await Assert.ThrowsAsync<ApiException<Problem>>(() => client.PostTransactionAsync(sale));
        Assert.Equal(["lines[0].quantity"], bad.Result.Errors!.Keys);

        Batch batch = (await client.PostTransactionsAsync([Sale("client-2"), Sale("client-1"), sale])).Result;
        Assert.Equal(["recorded", "duplicate", "invalid"], batch.Results.Select(result => result.Status));
        Transaction kept = (await client.GetTransactionAsync("client-2")).Result;
        Assert.Equal(("7", "card", 0.16m), (kept.Register, kept.Payments![0].Method, kept.Lines[0].Tax));
        Assert.Equal(("sale", OddId, 0.3333m), (kept.Kind, kept.StoreId, kept.Lines[0].UnitPrice));
        Assert.Equal(201, (await client.VoidTransactionAsync("client-2", wait: "applied")).StatusCode);
        TransactionPage page = (await client.ListTransactionsAsync(storeId: OddId, limit: 2)).Result;
        Assert.Equal([("client-2", "return")], page.Items.Select(item => (item.TransactionId, item.Kind)).Take(1));
        Assert.Single((await client.ListTransactionsAsync(storeId: OddId, limit: 2, cursor: page.Next)).Result.Items);
    }

    private static async Task ImportAsync(RetailApi client)
    {
        const string csv =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\nclient-i,p,P,x,2024-03-01 08:00,2.5,,s\n";
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        string id = (await client.PostImportAsync("client.csv", new FileParameter(file, "client.csv", "text/csv"))).Result.ImportId;
        Import? import = null;
        await Eventually.IsTrueAsync("the import ends", async () => (import = (await client.GetImportAsync(id)).Result).State != "running");
        Assert.Equal(("completed", 1L), (import!.State, import.Rejected));
        using FileResponse rejects = await client.GetImportRejectsAsync(id);
        using var text = new StreamReader(rejects.Stream);
        Assert.Contains("client-i", await text.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("Quantity", Assert.Single((await client.ListImportProblemsAsync(id)).Result.Items).Field);
        Assert.Contains(id, (await client.ListImportsAsync()).Result.Items.Select(one => one.ImportId));
        Assert.Equal(0, (await client.UndoImportAsync(id)).Result.Undo!.AlreadyRevised);
    }

    private static async Task ExportAsync(RetailApi client)
    {
        foreach (FileResponse export in new[]
        {
            await client.ExportStoresAsync(format: "ndjson", q: "odd"),
            await client.ExportProductsAsync(),
            await client.ExportCustomersAsync(),
            await client.ExportTransactionsAsync(storeId: OddId),
        })
        {
            using (export)
            using (var text = new StreamReader(export.Stream))
                Assert.NotEmpty(await text.ReadToEndAsync());
        }
    }

    private static async Task ReadAsync(RetailApi client)
    {
        string position = (await client.PostTransactionAsync(Sale("client-3"))).Result.Position;
        using (FileResponse live = await client.GetLiveAsync())
        using (var events = new StreamReader(live.Stream))
            Assert.Equal("event: chain", await events.ReadLineAsync());
        ApiResponse<Summary> summary = await client.GetSummaryAsync(retailAtLeast: position);
        Assert.True(summary.Result.Totals.GrossSales >= 0.9999m);
        Assert.NotEmpty((await client.GetSalesAsync(interval: "year", from: new DateOnly(2024, 1, 1))).Result.Items);
        Assert.All(
            (await client.GetSalesAsync(fill: "true", compare: "previous", to: new DateOnly(2024, 3, 9))).Result.Items,
            item => Assert.NotNull(item.Previous));

        ApiResponse<Store> store = await client.GetStoreAsync(OddId, retailAtLeast: position);
        Assert.Equal((OddId, 1.9998m), (store.Result.StoreId, store.Result.Totals.GrossSales - 0.9999m));
        ApiException known = await Assert.ThrowsAsync<ApiException>(
            () => client.GetStoreAsync(OddId, ifNoneMatch: store.Headers["ETag"].Single()));
        Assert.Equal(304, known.StatusCode);
        Assert.Equal("Odd", (await client.PutStoreAsync(OddId, new StoreEntry { Name = "Odd", TimeZone = "Europe/London" })).Result.Name);
        Assert.Equal(new DateOnly(2024, 3, 1), (await client.GetStoreSalesAsync(OddId, interval: "month")).Result.Items[0].Start);
        Assert.Contains("Odd", (await client.ListStoresAsync(q: "odd", retailAtLeast: position)).Result.Items.Select(one => one.Name));

        Assert.Equal(2.5m, (await client.PutProductAsync("client p", new ProductEntry { Price = 2.5m })).Result.Price);
        Assert.Equal(6, (await client.GetProductAsync("client p")).Result.Totals.Units);
        Assert.Single((await client.GetProductSalesAsync("client p", interval: "day", to: new DateOnly(2024, 3, 2))).Result.Items);
        Assert.NotEmpty((await client.ListProductsAsync(sort: "-units", limit: 500)).Result.Items);

        Assert.Equal("Ada", (await client.PutCustomerAsync("client c", new CustomerEntry { Name = "Ada" })).Result.Name);
        Assert.Equal(4, (await client.GetCustomerAsync("client c")).Result.Totals.Transactions);
        Assert.NotEmpty((await client.GetCustomerSalesAsync("client c")).Result.Items);
        Assert.NotEmpty((await client.ListCustomersAsync()).Result.Items);
        Assert.Equal(200, (await client.PutCustomerAsync("client e", new CustomerEntry { Name = "Eve" })).StatusCode);
        Assert.Equal("Eve", (await client.ExportCustomerAsync("client e")).Result.Name);
        Assert.StartsWith("erased-", (await client.EraseCustomerAsync("client e")).Result.Pseudonym, StringComparison.Ordinal);
        ApiException<Problem> nobody = await Assert.ThrowsAsync<ApiException<Problem>>(() => client.GetCustomerAsync("nobody at all"));
        Assert.Equal(404, nobody.StatusCode);

        NewTransaction corrected = Sale("client-3");
        corrected.Lines[0].Quantity++;
        Assert.Equal(3, (await client.CorrectTransactionAsync("client-3", corrected, wait: "applied")).Result.Revision1);
        Assert.Equal(3, (await client.ListRevisionsAsync("client-3")).Result.Items.Count);
        Assert.Equal(200, (await client.GetStoreDayAsync(OddId, new DateOnly(2024, 3, 1))).StatusCode);
    }

    private static async Task OperateAsync(RetailApi client)
    {
        Assert.Equal("alive", (await client.GetHealthAsync()).Result.Status);
        Assert.Equal("alive", (await client.GetApiHealthAsync()).Result.Status);
        Assert.Equal((await client.GetStartupAsync()).Result.Status, (await client.GetApiStartupAsync()).Result.Status);
        Assert.Equal("ready", (await client.GetReadinessAsync()).Result.Status);
        Assert.Equal("ready", (await client.GetApiReadinessAsync()).Result.Status);
        RetailGrains.Client.Ledger ledger = (await client.GetLedgerAsync()).Result;
        Assert.Equal(16, ledger.Partitions.Count);
        Assert.Equal(16, (await client.GetLedgerHeadsAsync()).Result.Heads.Count);
        int written = ledger.Partitions.First(partition => partition.Head > 0).Partition1;
        Assert.True((await client.GetLedgerProofAsync(written, sequence: 1)).Result.Valid);
        Assert.True((await client.ReconcileAsync()).Result.Agrees);
        Assert.Equal(200, (await client.GetReconciliationAsync()).StatusCode);
        Assert.Equal(200, (await client.GetDiagnosticsAsync()).StatusCode);
        var rates = new NewExchangeRates { Base = "EUR", Rates = new Dictionary<string, decimal> { ["GBP"] = 0.86m } };
        Assert.Equal(0.86m, (await client.PutExchangeRatesAsync(new DateOnly(2020, 1, 1), rates)).Result.Rates["GBP"]);
        Assert.Equal(202, (await client.RebuildProjectionsAsync()).StatusCode);
        await Eventually.IsTrueAsync("the rebuild ends", async () => !(await client.GetRebuildAsync()).Result.Running);
    }

    private async Task LookAfterStreamsAsync(RetailApi client)
    {
        string[] letters = await api.AddDeadLettersAsync();
        Assert.Equal(8, (await client.GetStreamsAsync()).Result.Queues.Count);
        Assert.Contains(letters[0], (await client.ListDeadLettersAsync(limit: 500)).Result.Items.Select(one => one.Id));
        Assert.Equal(202, (await client.RetryDeadLetterAsync(letters[0])).StatusCode);
        Assert.Equal(204, (await client.DeleteDeadLetterAsync(letters[1])).StatusCode);
        Assert.NotEmpty((await client.ListAuditAsync(action: "account.create")).Result.Items);
    }

    private static async Task AdmitAsync(RetailApi client)
    {
        const string password = "correct horse battery";
        var account = new NewAccount { Name = "Ann.Client", Password = password, Roles = ["viewer"] };
        Assert.Equal("ann.client", (await client.PostAccountAsync(account)).Result.Name);
        account.Name = "bob.client";
        await client.PostAccountAsync(account);
        Assert.Equal(["viewer"], (await client.GetAccountAsync("ANN.client")).Result.Roles);
        Assert.Contains("bob.client", (await client.ListAccountsAsync(limit: 500)).Result.Items.Select(one => one.Name));
        var asked = new TokenRequest { Grant_type = "password", Username = "ann.client", Password = password };
        asked.Scope = "offline_access";
        Token session = (await client.PostTokenAsync(asked)).Result;
        Assert.Equal("Bearer", session.Token_type);
        var renewed = new TokenRequest { Grant_type = "refresh_token", Refresh_token = session.Refresh_token };
        Assert.NotNull((await client.PostTokenAsync(renewed)).Result.Refresh_token);
        Assert.Equal(["producer"], (await client.PutAccountRolesAsync("bob.client", new RoleChange { Roles = ["producer"] })).Result.Roles);
        var stores = new StoresChange { Stores = [OddId] };
        Assert.Equal(200, (await client.PutAccountStoresAsync("bob.client", stores)).StatusCode);
        Assert.Equal(204, (await client.DeleteAccountAsync("bob.client")).StatusCode);
        // The token here was signed by hand: there is no such account.
        var change = new PasswordChange { OldPassword = password, NewPassword = "another horse battery" };
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException<Problem>>(() => client.PostPasswordAsync(change))).StatusCode);

        var till = (await client.PostClientAsync(new NewClient { Name = "till", Roles = ["producer"] })).Result;
        Assert.Single((await client.GetClientAsync(till.ClientId)).Result.Secrets!);
        Assert.Contains(till.ClientId, (await client.ListClientsAsync(limit: 500)).Result.Items.Select(one => one.ClientId));
        Assert.Equal(["viewer"], (await client.PutClientRolesAsync(till.ClientId, new RoleChange { Roles = ["viewer"] })).Result.Roles);
        Assert.Equal(200, (await client.PutClientStoresAsync(till.ClientId, stores)).StatusCode);
        string secret = (await client.RotateClientSecretAsync(till.ClientId, new SecretRotation())).Result.ClientSecret!;
        asked = new TokenRequest { Grant_type = "client_credentials", Client_id = till.ClientId, Client_secret = secret };
        Assert.True((await client.PostTokenAsync(asked)).Result.Expires_in > 0);
        Assert.Equal(204, (await client.DeleteClientAsync(till.ClientId)).StatusCode);
    }

    private static NewTransaction Sale(string id) => new()
    {
        TransactionId = id,
        StoreId = OddId,
        CustomerId = "client c",
        OccurredAt = new DateTimeOffset(2024, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Register = "7",
        Cashier = "ann",
        Note = "by the client",
        TaxIncluded = true,
        Payments = [new NewTransactionPayment { Method = "card", Amount = 0.9999m }],
        Lines =
        [
            new NewTransactionLine { ProductId = "client p", Quantity = 3, UnitPrice = 0.3333m, Discount = 0, Tax = 0.16m, TaxRate = 19 },
        ],
    };

    private static bool Fits(DescribedOperation operation, (HttpMethod Method, string Path) call)
    {
        string[] described = operation.Path.Split('/'), asked = call.Path.Split('/');
        return operation.Method == call.Method
            && described.Length == asked.Length
            && described.Zip(asked).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second is not "batch"));
    }

    /// <summary>Records the requests.</summary>
    private sealed class Asked() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        public ConcurrentBag<(HttpMethod Method, string Path)> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Add((request.Method, request.RequestUri!.AbsolutePath));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
