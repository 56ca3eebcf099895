using System.Net;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>
/// Two processes on one store, with the lock that prevents this disabled: within seconds both serve the content of the ledger, whichever
/// process recorded it, and reconciliation never reports agreement while something is missing.
/// </summary>
public abstract class TwoProcessesSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int SalesOfEach = 40;

    private static readonly (string, string)[] Unlocked = [("RETAIL_TEST_STORE_LOCK", "off")];

    [Fact]
    public async Task Both_processes_serve_the_ledgers_figures_and_reconciliation_reports_no_false_agreement()
    {
        ApiProcess[] both = [await StartAsync(Unlocked), await StartAsync(Unlocked)];
        var sent = new SentSales();
        using var stop = new CancellationTokenSource();
        Task[] checks = [.. both.Select(api => Task.Run(() => ReconcileUntilAsync(api, stop.Token)))];
        await Task.WhenAll(both.Select((api, i) => Task.Run(async () =>
        {
            for (int n = 0; n < SalesOfEach; n++)
            {
                Sale sale = Sale.Number($"of{i}", n);
                while (!await sent.SendAsync(api.Client, sale, applied: true)) await Task.Yield();
            }
        })));
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        foreach (ApiProcess api in both) await WhenRightAsync(api, sent);
        Output.WriteLine(
            $"Right {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after the last sale; {sent.Refused} refused");
        await stop.CancelAsync();
        await Task.WhenAll(checks);
        List<Sale> held = await sent.AssertLedgerAsync(Store);
        foreach (ApiProcess api in both)
        {
            await ServedFigures.AssertAsync(api.Client, held);
            Answer report = await api.Client.ExpectAgreementAsync();
            Assert.Equal(2 * SalesOfEach, report["checked"].GetProperty("transactions").GetInt64());
        }
    }

    /// <summary>An idle process serves what the other one has recorded, without recording a sale itself.</summary>
    [Fact]
    public async Task A_process_that_records_nothing_serves_what_the_other_has_recorded()
    {
        ApiProcess writer = await StartAsync(Unlocked);
        ApiProcess idle = await StartAsync(Unlocked);
        var sent = new SentSales();
        for (int round = 0; round < 3; round++)
        {
            for (int n = 0; n < 10; n++)
            {
                Sale sale = Sale.Number($"round{round}", n);
                while (!await sent.SendAsync(writer.Client, sale, applied: true)) await Task.Yield();
            }

            await WhenRightAsync(idle, sent);
        }

        await idle.Client.ExpectAgreementAsync();
    }

    private static async Task WhenRightAsync(ApiProcess api, SentSales sent)
    {
        Sale[] all = [.. sent.Acknowledged.Keys.Select(id => sent[id])];
        string[] stores = [.. all.Select(sale => sale.StoreId).Distinct()];
        string wrong = "";
        await Eventually.IsTrueAsync(
            "the process serves what is in the ledger",
            async () =>
            {
                Answer summary = await api.Client.GetAsync("/summary");
                wrong = summary.Text;
                if (!summary.IsSuccess || Totals.Of(summary["totals"]) != Totals.OfSales(all)) return false;
                foreach (string id in stores)
                {
                    Answer store = await api.Client.GetAsync($"/stores/{Uri.EscapeDataString(id)}");
                    wrong = store.Text;
                    Sale[] its = [.. all.Where(sale => sale.StoreId == id)];
                    if (!store.IsSuccess || Totals.Of(store["totals"]) != Totals.OfSales(its)) return false;
                }

                return true;
            },
            () => $"{wrong}\n{api.Log()}");
    }

    /// <summary>If reconciliation reports agreement, it has compared everything that was in the ledger before it started.</summary>
    private async Task ReconcileUntilAsync(ApiProcess api, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long before = (await Store.QueryAsync("SELECT count(*) FROM ledger", row => row.GetInt64(0)))[0];
            Answer report = (await api.Client.PostAsync("/admin/reconciliation")).Expect(HttpStatusCode.OK);
            if (report["agrees"].GetBoolean())
                Assert.True(report["checked"].GetProperty("transactions").GetInt64() >= before, $"{before} were recorded: {report.Text}");
        }
    }
}

public sealed class SqliteTwoProcessesTests(ITestOutputHelper output) : TwoProcessesSuite(output);

[Collection(FourthPostgresCollection.Name)]
public sealed class PostgresTwoProcessesTests(PostgresFixture server, ITestOutputHelper output) : TwoProcessesSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
