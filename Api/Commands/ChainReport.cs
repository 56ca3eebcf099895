using System.Globalization;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using Spectre.Console;

namespace RetailGrains.Api.Commands;

/// <summary>The chain's figures as tables on the console.</summary>
internal sealed class ChainReport(
    IGrainFactory grains, LedgerClient ledger, IProjectionStore projections, IAnsiConsole console)
{
    private const int TopProducts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the figures contain the whole current ledger, then shows them.</summary>
    public async Task ShowAsync(CancellationToken cancel)
    {
        bool[] saved = await Task.WhenAll(ledger.All.Select(SavedAsync)).WaitAsync(cancel);
        ChainSummary chain = await grains.GetGrain<IChainGrain>(0).SummaryAsync();
        var query = new EntityQuery(EntityKind.Product, EntitySort.NetRevenue, Descending: true, null, null, TopProducts);
        EntityPage top = await projections.ListAsync(query, cancel);
        console.Write(ChainTable(chain));
        console.Write(ProductTable(top));
        if (!saved.All(done => done)) console.Tell("The list is still being saved.");
    }

    private static async Task<bool> SavedAsync(ILedgerPartitionGrain partition)
    {
        PartitionStatus status = await partition.StatusAsync();
        return await partition.ReachAsync(status.Head, Reach.Saved, Patience);
    }

    private static Table ChainTable(ChainSummary chain)
    {
        Table table = new Table().Border(TableBorder.Ascii).AddColumn("Chain").AddColumn(new TableColumn(string.Empty).RightAligned());
        foreach ((string name, string figure) in new[]
        {
            ("Net revenue", Money(chain.Totals.NetRevenue)),
            ("Gross sales", Money(chain.Totals.GrossSales)),
            ("Reductions", Money(chain.Totals.Reductions)),
            ("Transactions", Count(chain.Totals.Transactions)),
            ("of them returns", Count(chain.Totals.Returns)),
            ("Lines", Count(chain.Totals.Lines)),
            ("Units", Count(chain.Totals.Units)),
            ("Stores", Count(chain.Stores)),
            ("Products", Count(chain.Products)),
            ("Customers", Count(chain.Customers)),
        })
        {
            table.AddRow(name, figure);
        }

        return table;
    }

    private static Table ProductTable(EntityPage top)
    {
        Table table = new Table().Border(TableBorder.Ascii).AddColumn("Top products").AddColumn("Name")
            .AddColumn(new TableColumn("Units").RightAligned()).AddColumn(new TableColumn("Net revenue").RightAligned());
        foreach (EntityRow row in top.Items)
        {
            table.AddRow(
                Markup.Escape(row.Id), Markup.Escape(row.Name ?? string.Empty), Count(row.Totals.Units), Money(row.Totals.NetRevenue));
        }

        return table;
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(decimal value) => value.ToString("#,##0.00##", CultureInfo.InvariantCulture);
}
