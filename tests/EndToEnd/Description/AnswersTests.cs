using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>The description against what the server answers: every operation, and every status of it that a test can bring about.</summary>
[Collection(DescribedApiCollection.Name)]
public sealed class AnswersTests(DescribedApi api)
{
    private const string Base = "/api/v1";
    private const string Sent =
        """{"transactionId": "%", "storeId": "s 1", "customerId": "c-1", "occurredAt": "2024-03-01T08:00:00Z", "lines": [{"productId": "p-1", "description": "P", "quantity": 2, "unitPrice": 1.25}]}""";
    private const string Csv = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private readonly HashSet<(string Operation, int Status)> _seen = [];

    [Fact]
    public async Task Every_answer_that_can_be_provoked_is_as_described()
    {
        // This request takes ten seconds, the time that a request waits for anything.
        Task<Exchange> never = api.ExpectAsync("getSummary", 503, Get("/summary").WithHeader("Retail-At-Least", "0-999999999"));
        await TransactionsAsync();
        await ConversionsAsync();
        await ImportsAsync();
        await FiguresAsync();
        await ExportsAsync();
        await OperationsAsync();
        await StreamsAsync();
        await AccessAsync();
        await RefusalsAsync();
        await never;

        (string, int)[] missing =
            [.. api.Description.Operations.SelectMany(one => one.Statuses.Select(status => (one.Id, status))).Except(_seen)];
        Assert.All(missing, one => Assert.True(IsRare(one), $"{one} is described, and nothing here brings it about."));
    }

    /// <summary>
    /// Answers that are not provoked here: those that only a lost silo or database causes, which other tests provoke, as they do limits
    /// (LimitTests) and a process without Redis (WithoutRedisTests); and tens of thousands of clients, which no test has. Only earlier
    /// versions let callers use the id of a void, only an erasure that waits for an import does not end immediately, and only a race of two
    /// changes of one password loses one.
    /// </summary>
    private static bool IsRare((string Operation, int Status) answer) =>
        answer.Status is 429 or 503
            || answer is ("getStreams" or "listDeadLetters", 404) or ("eraseCustomer", 202)
                or ("postClient" or "voidTransaction" or "correctTransaction" or "retryDeadLetter" or "postPassword" or "getStoreDay"
                    or "undoImport", 409);

    private async Task AccessAsync()
    {
        Call account = Post("/admin/accounts").WithJson("""{"name": "ann", "password": "correct horse battery", "roles": ["operator"]}""");
        await SeeAsync("postAccount", 201, account);
        await SeeAsync("postAccount", 409, account);
        await SeeAsync("postAccount", 400, Post("/admin/accounts").WithJson("""{"name": "a"}"""));
        await SeeAsync("listAccounts", 200, Get("/admin/accounts?limit=1"));
        await SeeAsync("listAccounts", 400, Get("/admin/accounts?limit=0"));
        await SeeAsync("getAccount", 200, Get("/admin/accounts/ANN"));
        await SeeAsync("deleteAccount", 409, new Call(HttpMethod.Delete, Base + "/admin/accounts/ann"));
        await SeeAsync(
            "postAccount", 201,
            Post("/admin/accounts").WithJson("""{"name": "bob", "password": "correct horse battery", "roles": ["viewer"]}"""));
        Call roles = Put("/admin/accounts/bob/roles");
        await SeeAsync("putAccountRoles", 200, roles.WithJson("""{"roles": ["producer"]}"""));
        await SeeAsync("putAccountRoles", 400, roles.WithJson("""{"roles": []}"""));
        await SeeAsync("putAccountRoles", 409, Put("/admin/accounts/ann/roles").WithJson("""{"roles": ["viewer"]}"""));
        await StoresAsync("putAccountStores", "/admin/accounts/bob", "/admin/accounts/ann");
        await PasswordAsync();
        await SeeAsync("deleteAccount", 204, new Call(HttpMethod.Delete, Base + "/admin/accounts/bob"));

        Exchange client = await SeeAsync("postClient", 201, Post("/admin/clients").WithJson("""{"name": "till", "roles": ["producer"]}"""));
        await SeeAsync("postClient", 400, Post("/admin/clients").WithJson("""{"roles": ["king"]}"""));
        string id = client.Json.GetProperty("clientId").GetString()!;
        await SeeAsync("listClients", 200, Get("/admin/clients"));
        await SeeAsync("listClients", 400, Get("/admin/clients?cursor=x"));
        await SeeAsync("getClient", 200, Get($"/admin/clients/{id}"));
        await SeeAsync("putClientRoles", 200, Put($"/admin/clients/{id}/roles").WithJson("""{"roles": ["viewer", "producer"]}"""));
        await SeeAsync("putClientRoles", 400, Put($"/admin/clients/{id}/roles").WithJson("""{"role": "viewer"}"""));
        await StoresAsync("putClientStores", $"/admin/clients/{id}", null);
        await SeeAsync("putClientRoles", 409, Put($"/admin/clients/{id}/roles").WithJson("""{"roles": ["operator"]}"""));
        await SeeAsync("putClientStores", 200, Put($"/admin/clients/{id}/stores").WithJson("""{"stores": null}"""));
        await SeeAsync("putClientRoles", 200, Put($"/admin/clients/{id}/roles").WithJson("""{"roles": ["operator"]}"""));
        await SeeAsync("putClientStores", 409, Put($"/admin/clients/{id}/stores").WithJson("""{"stores": ["s 1"]}"""));
        await SeeAsync("rotateClientSecret", 201, Post($"/admin/clients/{id}/secret"));
        await SeeAsync("rotateClientSecret", 400, Post($"/admin/clients/{id}/secret").WithJson("""{"oldValidUntil": "2999-01-01"}"""));

        Call token = Post("/auth/token") with { Token = null };
        const string form = "application/x-www-form-urlencoded";
        string secret = Uri.EscapeDataString(client.Json.GetProperty("clientSecret").GetString()!);
        await SeeAsync("postToken", 200, token.WithBody(form, $"grant_type=client_credentials&client_id={id}&client_secret={secret}"));
        await SeeAsync("postToken", 200, token.WithBody(form, "grant_type=password&username=ann&password=correct+horse+battery"));
        Exchange session = await SeeAsync(
            "postToken", 200, token.WithBody(form, "grant_type=password&username=ann&password=correct+horse+battery&scope=offline_access"));
        string refresh = session.Json.GetProperty("refresh_token").GetString()!;
        await SeeAsync("postToken", 200, token.WithBody(form, $"grant_type=refresh_token&refresh_token={refresh}"));
        await SeeAsync("postToken", 400, token.WithBody(form, "grant_type=refresh_token&refresh_token=wrong"));
        await SeeAsync("postToken", 400, token.WithBody(form, "grant_type=wish"));
        Call wrong = token.WithBody(form, "grant_type=password&username=nobody&password=wrong");
        await SeeAsync("postToken", 401, wrong);
        Exchange? answer = null;
        await Eventually.IsTrueAsync(
            "who tries too often is told to wait",
            async () => (answer = await Exchange.SendAsync(api.Http, api.Address, wrong)).Status == 429);
        Assert.Null(api.Description.WrongWith(api.Description["postToken"], answer!));
        _seen.Add(("postToken", 429));
        await SeeAsync("deleteClient", 204, new Call(HttpMethod.Delete, $"{Base}/admin/clients/{id}"));
    }

    private async Task StoresAsync(string operation, string subject, string? ofOperator)
    {
        await SeeAsync(operation, 200, Put($"{subject}/stores").WithJson("""{"stores": ["s 1", "s 2"]}"""));
        await SeeAsync(operation, 400, Put($"{subject}/stores").WithJson("""{"stores": []}"""));
        if (ofOperator is not null) await SeeAsync(operation, 409, Put($"{ofOperator}/stores").WithJson("""{"stores": ["s 1"]}"""));
    }

    private async Task PasswordAsync()
    {
        const string form = "application/x-www-form-urlencoded";
        Call token = (Post("/auth/token") with { Token = null })
            .WithBody(form, "grant_type=password&username=bob&password=correct+horse+battery");
        string bob = (await SeeAsync("postToken", 200, token)).Json.GetProperty("access_token").GetString()!;
        Call change = Post("/auth/password") with { Token = bob };
        await SeeAsync("postPassword", 400, change.WithJson("""{"oldPassword": "wrong", "newPassword": "another horse battery"}"""));
        await SeeAsync(
            "postPassword", 200, change.WithJson("""{"oldPassword": "correct horse battery", "newPassword": "another horse battery"}"""));
    }

    private async Task TransactionsAsync()
    {
        Call post = Post("/transactions").WithJson(Sent.Replace("%", "t-1", StringComparison.Ordinal));
        await SeeAsync("postTransaction", 201, post);
        await SeeAsync("postTransaction", 200, post);
        await SeeAsync(
            "postTransaction", 409,
            Post("/transactions").WithJson(Sent.Replace("%", "t-1", StringComparison.Ordinal).Replace("1.25", "2",
                StringComparison.Ordinal)));
        await SeeAsync("postTransaction", 400, Post("/transactions").WithJson("""{"lines": [{"quantity": 0}]}"""));
        await SeeAsync(
            "postTransactions", 200, Post("/transactions/batch").WithJson($"[{Sent.Replace("%", "t-2", StringComparison.Ordinal)}, 1]"));
        await SeeAsync(
            "postTransactions", 200,
            Post("/transactions/batch").WithBody("application/x-ndjson", Sent.Replace("%", "t-3", StringComparison.Ordinal) + "\n{\n"));
        await SeeAsync("postTransactions", 400, Post("/transactions/batch").WithJson("[1"));
        await SeeAsync("getTransaction", 200, Get("/transactions/t-1"));
        await SeeAsync("listTransactions", 200, Get("/transactions?limit=1"));
        await SeeAsync("listTransactions", 400, Get("/transactions?limit=501"));
        await SeeAsync("voidTransaction", 201, Post("/transactions/t-1/void?wait=applied"));
        await SeeAsync("voidTransaction", 200, Post("/transactions/t-1/void"));
        await SeeAsync("voidTransaction", 400, Post("/transactions/t-1/void?wait=never"));
        await SeeAsync("voidTransaction", 201, Post("/transactions/t-2/void").WithJson("""{"date": "original"}"""));
        string corrected = Sent.Replace("%", "t-1", StringComparison.Ordinal).Replace("1.25", "2", StringComparison.Ordinal);
        Call correction = Put("/transactions/t-1").WithJson(corrected);
        await SeeAsync("correctTransaction", 201, correction);
        await SeeAsync("correctTransaction", 200, correction);
        await SeeAsync("correctTransaction", 400, Put("/transactions/t-2").WithJson(Sent.Replace("%", "t-1", StringComparison.Ordinal)));
        await SeeAsync("listRevisions", 200, Get("/transactions/t-1/revisions"));
        await SeeAsync("listRevisions", 400, Get("/transactions/t-1/revisions?limit=0"));
    }

    /// <summary>These sales have no currency, so no rate converts them.</summary>
    private async Task ConversionsAsync()
    {
        await SeeAsync(
            "putExchangeRates", 200, Put("/admin/exchange-rates/2024-03-01").WithJson("""{"base": "EUR", "rates": {"GBP": 0.86}}"""));
        foreach ((string operation, string path) in ((string, string)[])
        [
            ("getSummary", "/summary"), ("getSales", "/sales"), ("getStore", "/stores/s%201"), ("getStoreSales", "/stores/s%201/sales"),
            ("getProduct", "/products/p-1"), ("getProductSales", "/products/p-1/sales"),
            ("getCustomer", "/customers/c-1"), ("getCustomerSales", "/customers/c-1/sales"),
        ])
        {
            await SeeAsync(operation, 409, Get(path + "?in=EUR"));
        }
    }

    private async Task ImportsAsync()
    {
        Exchange started = await SeeAsync(
            "postImport", 202,
            Post("/imports?name=a.csv").WithBody("text/csv", Csv + "i-1,p-1,P,1,2024-03-01 08:00,2.5,,s 1\ni-2,p-1,P,x,2024-03-01 "
                + "08:00,2.5,,s 1\n"));
        await SeeAsync("postImport", 400, Post("/imports").WithBody("text/csv", "a,b\n"));
        string id = started.Json.GetProperty("importId").GetString()!;
        await api.Client.WhenImportedAsync(id);
        await SeeAsync("getImport", 200, Get($"/imports/{id}"));
        Assert.Contains("i-2", (await SeeAsync("getImportRejects", 200, Get($"/imports/{id}/rejects"))).Text, StringComparison.Ordinal);
        await SeeAsync("listImportProblems", 200, Get($"/imports/{id}/problems"));
        await SeeAsync("listImportProblems", 200, Get($"/imports/{id}/problems?format=csv"));
        await SeeAsync("listImportProblems", 400, Get($"/imports/{id}/problems?format=xml"));
        await SeeAsync("undoImport", 202, Post($"/imports/{id}/undo"));
        await api.Client.WhenUndoneAsync(id);
        await SeeAsync("undoImport", 200, Post($"/imports/{id}/undo"));
        await SeeAsync("undoImport", 404, Post("/imports/nobody/undo"));
        await SeeAsync("listImports", 200, Get("/imports"));
        await SeeAsync("listImports", 400, Get("/imports?cursor=x"));
    }

    private async Task ExportsAsync()
    {
        foreach (string list in new[] { "Stores", "Products", "Customers", "Transactions" })
        {
            string path = $"/export/{list.ToLowerInvariant()}";
            await SeeAsync($"export{list}", 200, Get(path));
            await SeeAsync($"export{list}", 200, Get(path + "?format=ndjson"));
            await SeeAsync($"export{list}", 400, Get(path + "?format=xml"));
        }
    }

    private async Task FiguresAsync()
    {
        string[] figures = [.. api.Description.Operations.Where(one => one.Statuses.Contains(304)).Select(one => one.Id)];
        Dictionary<string, string> ids = new() { ["stores"] = "s%201", ["products"] = "p-1", ["customers"] = "c-1" };
        foreach (string operation in figures)
        {
            string path = api.Description[operation].Path;
            foreach ((string kind, string id) in ids) path = path.Replace($"{kind}/{{id}}", $"{kind}/{id}", StringComparison.Ordinal);
            var get = new Call(HttpMethod.Get, path.Replace("{date}", "2024-03-01", StringComparison.Ordinal));
            string tag = (await SeeAsync(operation, 200, get)).Headers["ETag"];
            await SeeAsync(operation, 304, get.WithHeader("If-None-Match", tag));
            await SeeAsync(operation, 400, get.WithHeader("Retail-At-Least", "soon"));
        }

        foreach ((string kind, string operation)
            in new[] { ("stores", "putStore"), ("products", "putProduct"), ("customers", "putCustomer") })
        {
            await SeeAsync(operation, 200, Put($"/{kind}/{ids[kind]}").WithJson("""{"name": "N"}"""));
            await SeeAsync(operation, 400, Put($"/{kind}/{ids[kind]}").WithJson("""{"nam": "N"}"""));
        }

        await SeeAsync("putCustomer", 200, Put("/customers/c-erased").WithJson("""{"name": "N"}"""));
        await SeeAsync("exportCustomer", 200, Get("/customers/c-erased/export"));
        await SeeAsync("eraseCustomer", 200, new Call(HttpMethod.Delete, Base + "/customers/c-erased"));
    }

    private async Task OperationsAsync()
    {
        // LiveTests covers the stream itself.
        _seen.Add(("getLive", 200));
        await SeeAsync("getHealth", 200, new Call(HttpMethod.Get, "/health"));
        await SeeAsync("getStartup", 200, new Call(HttpMethod.Get, "/startup"));
        await SeeAsync("getReadiness", 200, new Call(HttpMethod.Get, "/ready"));
        await SeeAsync("getApiHealth", 200, Get("/health"));
        await SeeAsync("getApiStartup", 200, Get("/startup"));
        await SeeAsync("getApiReadiness", 200, Get("/ready"));
        await SeeAsync("getReconciliation", 200, Get("/admin/reconciliation"));
        await SeeAsync("getDiagnostics", 200, Get("/admin/diagnostics"));
        JsonElement partitions = (await SeeAsync("getLedger", 200, Get("/admin/ledger"))).Json.GetProperty("partitions");
        await SeeAsync("getLedgerHeads", 200, Get("/admin/ledger/heads"));
        int written = partitions.EnumerateArray().First(one => one.GetProperty("head").GetInt64() > 0).GetProperty("partition").GetInt32();
        await SeeAsync("getLedgerProof", 200, Get($"/admin/ledger/{written}/proof?sequence=1"));
        // After a rebuild some activations are detected as older than the rebuild, once each.
        await Eventually.IsTrueAsync(
            "figures can be compared",
            async () => (await Exchange.SendAsync(api.Http, api.Address, Post("/admin/reconciliation"))).Status == 200);
        await SeeAsync("reconcile", 200, Post("/admin/reconciliation"));
        await SeeAsync("getReconciliation", 200, Get("/admin/reconciliation"));
        await SeeAsync("rebuildProjections", 202, Post("/admin/projections/rebuild"));
        await SeeAsync("getRebuild", 200, Get("/admin/projections/rebuild"));
        await SeeAsync("listAudit", 200, Get("/admin/audit?action=projections.rebuild&limit=1"));
        await SeeAsync("listAudit", 400, Get("/admin/audit?from=soon"));
    }

    private async Task StreamsAsync()
    {
        string[] letters = await api.AddDeadLettersAsync();
        await SeeAsync("getStreams", 200, Get("/admin/streams"));
        await SeeAsync("listDeadLetters", 200, Get("/admin/dead-letters?limit=1"));
        await SeeAsync("listDeadLetters", 400, Get("/admin/dead-letters?limit=0"));
        await SeeAsync("deleteDeadLetter", 204, new Call(HttpMethod.Delete, $"{Base}/admin/dead-letters/{letters[0]}"));
        await SeeAsync("retryDeadLetter", 202, Post($"/admin/dead-letters/{letters[1]}/retry"));
    }

    private const string Nobody = """
        {"transactionId": "nobody", "storeId": "s 1", "occurredAt": "2024-03-01T08:00:00Z",
          "lines": [{"productId": "p-1", "quantity": 1, "unitPrice": 1}]}
        """;

    /// <summary>Requests that all operations refuse in the same way.</summary>
    private async Task RefusalsAsync()
    {
        foreach (DescribedOperation operation in api.Description.Operations)
        {
            string path =
                operation.Path.Replace("{id}", "nobody", StringComparison.Ordinal).Replace("{name}", "nobody", StringComparison.Ordinal)
                .Replace("{partition}", "999", StringComparison.Ordinal).Replace("{date}", "2024-03-01", StringComparison.Ordinal);
            var call = new Call(operation.Method, path);
            string needed = operation.Id == "getLedgerProof" ? "?sequence=1" : "";
            if (operation.Statuses.Contains(404) && !IsRare((operation.Id, 404)))
            {
                Call unknown = operation.Id == "correctTransaction" ? call.WithJson(Nobody) : call;
                await SeeAsync(operation.Id, 404, unknown with { Path = path + needed });
            }

            await SeeAsync(operation.Id, 400, call with { Path = call.Path + "?nothing=1" });
            if (operation.IsGuarded) await SeeAsync(operation.Id, 401, call with { Token = null });
            if (operation.IsGuarded) await SeeAsync(operation.Id, 403, call with { Token = TestTokens.Of() });
            if (operation.Statuses.Contains(415)) await SeeAsync(operation.Id, 415, call.WithBody("text/plain", "x"));
            if (operation.Statuses.Contains(413)) await SeeTooLargeAsync(operation);
        }
    }

    /// <summary>The request only announces a body of 200 MB; it is refused before the body is sent.</summary>
    private async Task SeeTooLargeAsync(DescribedOperation operation)
    {
        string type = operation.Bodies?.First().Key ?? "application/json";
        string head = $"{operation.Method} {operation.Path.Replace("{id}", "x", StringComparison.Ordinal)} HTTP/1.1\r\nHost: "
            + $"localhost\r\nConnection: close\r\nAuthorization: Bearer {TestTokens.Operator}\r\nContent-Type: {type}\r\nContent-Length: "
            + "209715200\r\n\r\n";
        Exchange answer = await RawAnswer.OfAsync(api.Address, Encoding.ASCII.GetBytes(head));
        Assert.Equal(413, answer.Status);
        Assert.Null(api.Description.WrongWith(operation, answer));
        _seen.Add((operation.Id, 413));
    }

    private async Task<Exchange> SeeAsync(string operation, int status, Call call)
    {
        Exchange answer = await api.ExpectAsync(operation, status, call);
        _seen.Add((operation, status));
        return answer;
    }

    private static Call Get(string path) => new(HttpMethod.Get, Base + path);

    private static Call Post(string path) => new(HttpMethod.Post, Base + path);

    private static Call Put(string path) => new(HttpMethod.Put, Base + path);
}
