using System.Net;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>What a running server audits, and that no caller can flood the audit.</summary>
[Collection(AccessCollection.Name)]
public sealed class AuditTests(AccessFixture fixture)
{
    [Fact]
    public async Task Requests_that_change_nothing_add_nothing_to_the_audit()
    {
        (await fixture.CreateAccountAsync("there-already", "a long password", "viewer")).Expect(HttpStatusCode.Created);
        Sale sale = Sale.Number("audited", 1);
        (await fixture.Client.PostAsync(sale)).Expect(HttpStatusCode.Created);
        (await fixture.Client.PostAsync($"/transactions/{sale.TransactionId}/void")).Expect(HttpStatusCode.Created);
        long before = await RowsAsync();
        for (int i = 0; i < 20; i++)
        {
            (await fixture.Client.PostAsync($"/transactions/not-there-{i}/void")).Expect(HttpStatusCode.NotFound);
            (await fixture.Client.PostAsync($"/transactions/{sale.TransactionId}/void")).Expect(HttpStatusCode.OK);
            (await fixture.Client.PostAsync($"/transactions/{sale.TransactionId}/void?wait=soon")).Expect(HttpStatusCode.BadRequest);
            (await fixture.Client.PostAsync("/imports", "{}")).Expect(HttpStatusCode.UnsupportedMediaType);
            (await fixture.Client.UploadAsync("a.csv", "a,b\n"u8.ToArray())).Expect(HttpStatusCode.BadRequest);
            (await fixture.Client.PutAsync("/products/p", """{"nam":"x"}""")).Expect(HttpStatusCode.BadRequest);
            (await fixture.CreateAccountAsync("there-already", "a long password", "viewer")).Expect(HttpStatusCode.Conflict);
            (await fixture.Client.DeleteAsync($"/admin/accounts/{AccessFixture.Operator}")).Expect(HttpStatusCode.Conflict);
            (await fixture.Client.PutAsync($"/admin/accounts/{AccessFixture.Operator}/roles", """{"roles":["viewer"]}"""))
                .Expect(HttpStatusCode.Conflict);
            (await fixture.Client.DeleteAsync("/admin/accounts/nobody")).Expect(HttpStatusCode.NotFound);
            (await fixture.Client.DeleteAsync("/admin/clients/client-nobody")).Expect(HttpStatusCode.NotFound);
            (await fixture.Client.PostAsync("/admin/clients/client-nobody/secret")).Expect(HttpStatusCode.NotFound);
            (await fixture.Client.PutAsync("/admin/accounts/nobody/roles", """{"roles":["viewer"]}""")).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal(before, await RowsAsync());
        Assert.Equal(["done 201", "begun "], await fixture.RecordsAsync($"action=transaction.void&target={sale.TransactionId}"));
    }

    [Fact]
    public async Task Imports_are_audited_with_the_caller_who_started_them()
    {
        const string csv = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            + "audit-1,p,P,1,2024-03-01 08:00,2.5,,s\n";
        byte[] file = Encoding.UTF8.GetBytes(csv);
        string id = (await fixture.Client.UploadAsync("march.csv", file)).Expect(HttpStatusCode.Accepted)["importId"].GetString()!;
        await fixture.Client.WhenImportedAsync(id);
        Assert.Equal(["done 202", "begun "], await fixture.RecordsAsync($"action=import.begin&target={id}&actor=tests"));
    }

    [Fact]
    public async Task Sign_ins_are_audited_at_most_once_a_minute_and_refused_ones_as_a_count()
    {
        const string Password = "a password on record";
        await using var store = new SqliteTestStore();
        await using (ApiProcess api = await ApiProcess.StartReadyAsync(
            store, ("RETAIL_ADMIN_USER", "signer"), ("RETAIL_ADMIN_PASSWORD", Password)))
        {
            await Eventually.IsTrueAsync(
                "the account is there", async () => (await api.Client.GetAsync("/admin/accounts/signer")).Status == HttpStatusCode.OK,
                api.Log);
            using var http = new HttpClient { BaseAddress = api.Client.Address };
            for (int i = 0; i < 4; i++) await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(http, "signer", Password));
            Answer audit = (await api.Client.GetAsync("/admin/audit?action=sign-in&actor=signer")).Expect(HttpStatusCode.OK);
            Assert.InRange(audit["items"].GetArrayLength(), 1, 2);
            for (int i = 0; i < 50; i++)
            {
                await AccessFixture.SignInAsync(http, $"made-up-{i % 10}", "wrong");
                await AccessFixture.SignInAsync(http, "signer", "wrong");
                await AccessFixture.SignInClientAsync(http, $"client-made-up-{i}", "wrong");
            }

            await api.StopAsync();
        }

        const string Refused =
            "SELECT actor, target, status, detail FROM audit WHERE action = 'sign-in' AND outcome = 'refused' ORDER BY id";
        var rows = await store.QueryAsync(
            Refused, row => (Actor: row.GetString(0), Target: row.GetString(1), Status: row.GetInt32(2), Detail: row.GetString(3)));
        Assert.InRange(rows.Count, 3, 12); // three kinds, and a minute or two
        Assert.All(rows, row => Assert.Equal("-", row.Actor));
        Assert.Contains(rows, row => row is { Target: "signer", Status: 401 });
        Assert.DoesNotContain(rows, row => row.Target.Contains("made-up", StringComparison.Ordinal));
        Assert.Equal(150, rows.Sum(row => int.Parse(row.Detail.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        long signedIn = (await store.QueryAsync(
            "SELECT count(*) FROM audit WHERE action = 'sign-in' AND outcome = 'done' AND target = 'signer'",
            row => row.GetInt64(0))).Single();
        Assert.InRange(signedIn, 2, 4);
    }

    private async Task<long> RowsAsync() =>
        (await fixture.Store.QueryAsync("SELECT count(*) FROM audit WHERE action <> 'sign-in'", row => row.GetInt64(0))).Single();
}
