using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>
/// Point 8, rebuildable: what is broken in the projections is named by reconciliation and mended by a rebuild, during which every answer is
/// the old one or the new one, whole. With projections and checkpoints deleted, the ledger alone gives the same figures to the last digit.
/// </summary>
public abstract class RebuildSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Sales = 1_500;
    private const int BatchSize = 500;
    private const int Readers = 4;

    private static readonly string[] Kinds = ["store", "product", "customer"];

    [Fact]
    public async Task A_rebuild_mends_what_is_broken_and_every_answer_meanwhile_is_all_old_or_all_new()
    {
        ApiProcess api = await StartAsync();
        SortedDictionary<string, string> right = await LoadAsync(api);
        await api.KillAsync();
        await Store.ExecuteAsync("UPDATE product_projection SET units = units + 7 WHERE id = 'product 3'");
        await Store.ExecuteAsync("UPDATE store_day_projection SET lines = lines + 1 WHERE id = 'store 2' AND day = '2024-03-03'");
        await Store.ExecuteAsync("UPDATE partition_share SET units = units + 1000 WHERE partition = 5");

        api = await StartAsync();
        SortedDictionary<string, string> broken = await FigureSnapshot.OfAsync(api.Client);
        AssertNamed(await api.Client.ReconcileAsync());

        // Started anew, most entities are not active when the rebuild begins, so that some are loaded during its change-over.
        await api.KillAsync();
        api = await StartAsync();
        (string Path, string Text)[] served = await ReadWhileRebuildingAsync(api.Client, [.. right.Keys]);
        Output.WriteLine($"{served.Length} answers during the rebuild, {served.Count(answer => answer.Text == right[answer.Path])} of them new or the same");
        Assert.All(served, answer => Assert.True(
            answer.Text == broken[answer.Path] || answer.Text == right[answer.Path], $"{answer.Path} is neither old nor new: {answer.Text}"));
        FigureSnapshot.AssertSame(right, await FigureSnapshot.OfAsync(api.Client));
        await api.Client.ExpectAgreementAsync();
    }

    /// <summary>Once with a tail that the partitions can still hold, and once with one that is too long, so that they ask for a rebuild.</summary>
    [Fact]
    public async Task With_projections_and_checkpoints_deleted_the_ledger_gives_the_same_figures_to_the_last_digit()
    {
        ApiProcess api = await StartAsync();
        SortedDictionary<string, string> right = await LoadAsync(api);
        foreach ((string, string)[] settings in ((string, string)[][])[[], [("Ledger__TailTransactions", "20"), ("Ledger__GroupTransactions", "10")]])
        {
            await api.KillAsync();
            foreach (string kind in Kinds) await Store.ExecuteAsync($"DELETE FROM {kind}_projection; DELETE FROM {kind}_day_projection");
            await Store.ExecuteAsync("DELETE FROM partition_share; DELETE FROM partition_share_day");
            api = await StartAsync(settings);
            await api.Client.WhenSettledAsync();
            FigureSnapshot.AssertSame(right, await FigureSnapshot.OfAsync(api.Client));
            await api.Client.ExpectAgreementAsync();
        }
    }

    private static async Task<SortedDictionary<string, string>> LoadAsync(ApiProcess api)
    {
        var sent = new SentSales();
        for (int n = 0; n < Sales; n += BatchSize)
            Assert.Empty(await sent.SendAsync(api.Client, [.. Enumerable.Range(n, BatchSize).Select(i => Sale.Number("s", i))]));
        await api.Client.WhenSettledAsync();
        return await FigureSnapshot.OfAsync(api.Client);
    }

    private static void AssertNamed(Answer report)
    {
        Assert.False(report["agrees"].GetBoolean());
        JsonElement[] differences = [.. report["differences"].EnumerateArray()];
        Assert.Contains(differences, d => d.GetProperty("id").GetString() == "product 3" && d.GetProperty("figure").GetString() == "units");
        Assert.Contains(differences, d => d.GetProperty("id").GetString() == "store 2" && d.GetProperty("figure").GetString() == "lines");
        Assert.Contains(differences, d => d.GetProperty("where").GetString() == "chain" && d.GetProperty("figure").GetString() == "units");
    }

    /// <summary>What readers of all figures were told between the beginning of a rebuild and its end.</summary>
    private static async Task<(string Path, string Text)[]> ReadWhileRebuildingAsync(RetailClient client, string[] paths)
    {
        var served = new ConcurrentBag<(string, string)>();
        using var stop = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            for (int n = reader * paths.Length / Readers; !stop.IsCancellationRequested; n++)
            {
                string path = paths[n % paths.Length];
                served.Add((path, await FigureSnapshot.OneAsync(client, path)));
            }
        }))];
        (await client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        Answer? status = null;
        await Eventually.IsTrueAsync(
            "the rebuild ends",
            async () => !(status = (await client.GetAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.OK))["running"].GetBoolean(),
            () => status!.Text);
        Assert.True(status!["error"].ValueKind == JsonValueKind.Null, status.Text);
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        return [.. served];
    }
}

public sealed class SqliteRebuildTests(ITestOutputHelper output) : RebuildSuite(output);

[Collection(PostgresCollection.Name)]
public sealed class PostgresRebuildTests(PostgresFixture server, ITestOutputHelper output) : RebuildSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
