using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>
/// Guarantee 8, rebuildable: a rebuild repairs damaged projections. During the rebuild every answer is completely
/// the old one or the new one. With projections and checkpoints deleted, the ledger alone gives the same figures to the last digit.
/// </summary>
public abstract class RebuildSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Sales = 1_500;
    private const int BatchSize = 500;
    private const int Readers = 4;

    private static readonly string[] Kinds = ["store", "product", "customer"];

    [Fact]
    public async Task A_rebuild_repairs_damage_and_every_answer_during_it_is_of_one_generation()
    {
        ApiProcess api = await StartAsync();
        SortedDictionary<string, string> right = await LoadAsync(api);
        await api.KillAsync();
        // Rows and days that agree with each other: only reconciliation could find that they do not agree with the ledger.
        await AlterAsync("product", "product 3", "units");
        await AlterAsync("store", "store 2", "lines");

        api = await StartAsync();
        SortedDictionary<string, string> broken = await FigureSnapshot.OfAsync(api.Client);
        Assert.NotEqual(right.Values, broken.Values);

        // After a restart most entities are not active when the rebuild begins, so that some are loaded during its switch-over.
        await api.KillAsync();
        api = await StartAsync();
        (string Path, string Text)[] served = await ReadWhileRebuildingAsync(api, [.. right.Keys]);
        Output.WriteLine(
            $"{served.Length} answers during the rebuild, {served.Count(answer => answer.Text == right[answer.Path])} of them new or the "
                + "same");
        Assert.All(served, answer => Assert.True(
            answer.Text == broken[answer.Path] || answer.Text == right[answer.Path],
            $"{answer.Path} is neither old nor new: {answer.Text}"));
        FigureSnapshot.AssertSame(right, await FigureSnapshot.OfAsync(api.Client));
        await api.Client.ExpectAgreementAsync();
    }

    /// <summary>The first check after a rebuild, and every check during it, returns a result.</summary>
    [Fact]
    public async Task Reconciliation_answers_and_agrees_during_a_rebuild_and_immediately_after_it()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        for (int round = 0; round < 3; round++)
        {
            (await api.Client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
            if (round > 0) await api.Client.ExpectAgreementAsync();
            await WhenRebuiltAsync(api);
            for (int check = 0; check < 3; check++) await api.Client.ExpectAgreementAsync();
        }
    }

    [Fact]
    public async Task A_rebuild_that_a_kill_interrupts_starts_again_automatically()
    {
        ApiProcess api = await StartAsync();
        SortedDictionary<string, string> right = await LoadAsync(api);
        int before = (await api.Client.GetAsync("/admin/projections/rebuild"))["generation"].GetInt32();
        (await api.Client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        await api.KillAsync();
        api = await StartAsync();
        Answer status = await WhenRebuiltAsync(api);
        Assert.NotEqual(JsonValueKind.Null, status["startedAt"].ValueKind);
        Assert.True(status["generation"].GetInt32() > before, status.Text);
        FigureSnapshot.AssertSame(right, await FigureSnapshot.OfAsync(api.Client));
        await api.Client.ExpectAgreementAsync();
        await Eventually.IsTrueAsync("what the older generations left is deleted", async () => (await Store.QueryAsync(
            "SELECT count(DISTINCT generation) FROM product_projection", row => row.GetInt64(0)))[0] == 1);
    }

    /// <summary>
    /// Runs once with a tail that the partitions can still hold, and once with one that is too long, so that they request a rebuild.
    /// </summary>
    [Fact]
    public async Task After_projections_and_checkpoints_are_deleted_the_ledger_gives_the_same_figures_to_the_last_digit()
    {
        ApiProcess api = await StartAsync();
        SortedDictionary<string, string> right = await LoadAsync(api);
        foreach ((string, string)[] settings
            in ((string, string)[][])[[], [("Ledger__TailTransactions", "20"), ("Ledger__GroupTransactions", "10")]])
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

    private Task AlterAsync(string kind, string id, string figure) => Store.ExecuteAsync($"""
        UPDATE {kind}_projection SET {figure} = {figure} + 7 WHERE id = '{id}';
        UPDATE {kind}_day_projection SET {figure} = {figure} + 7
        WHERE id = '{id}' AND day = (SELECT min(day) FROM {kind}_day_projection WHERE id = '{id}')
        """);

    /// <summary>The answers to readers of all figures between the start of a rebuild and its end.</summary>
    private static async Task<(string Path, string Text)[]> ReadWhileRebuildingAsync(ApiProcess api, string[] paths)
    {
        var served = new ConcurrentBag<(string, string)>();
        using var stop = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            for (int n = reader * paths.Length / Readers; !stop.IsCancellationRequested; n++)
            {
                string path = paths[n % paths.Length];
                served.Add((path, await FigureSnapshot.OneAsync(api.Client, path)));
            }
        }))];
        (await api.Client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        await WhenRebuiltAsync(api);
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        return [.. served];
    }
}

public sealed class SqliteRebuildTests(ITestOutputHelper output) : RebuildSuite(output);

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresRebuildTests(PostgresFixture server, ITestOutputHelper output) : RebuildSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
