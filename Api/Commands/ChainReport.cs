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
    private static readonly TimeSpan SaveTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the figures contain the whole current ledger, then shows them.</summary>
    public async Task ShowAsync(CancellationToken cancel)
    {
        bool[] saved = await Task.WhenAll(ledger.All.Select(SavedAsync)).WaitAsync(cancel);
        ChainSummary chain = await grains.GetGrain<IChainGrain>(0).SummaryAsync();
        // Amounts of several currencies have no order.
        EntitySort sort = chain.Totals.IsMixed ? EntitySort.Units : EntitySort.NetRevenue;
        var query = new EntityQuery(EntityKind.Product, sort, Descending: true, null, null, TopProducts);
        EntityPage top = await projections.ListAsync(query, cancel);
        console.Write(ChainTable(chain));
        console.Write(ProductTable(top));
        if (!saved.All(done => done)) console.Print("The list of products may be incomplete: figures are still being saved.");
    }

    private static async Task<bool> SavedAsync(ILedgerPartitionGrain partition)
    {
        PartitionStatus status = await partition.StatusAsync();
        return await partition.WaitForAsync(status.Head, EntryStage.Saved, SaveTimeout);
    }

    private static Table ChainTable(ChainSummary chain)
    {
        Table table = new Table().Border(TableBorder.Ascii).AddColumn("Chain").AddColumn(new TableColumn(string.Empty).RightAligned());
        foreach (Totals part in chain.Totals.ByCurrency())
        {
            string currency = part.Currency is { } code ? $" {code}" : string.Empty;
            table.AddRow($"Net revenue{currency}", Money(part.NetRevenue));
            table.AddRow($"Gross sales{currency}", Money(part.GrossSales));
            table.AddRow($"Reductions{currency}", Money(part.Reductions));
        }

        foreach ((string name, string figure) in new[]
        {
            ("Transactions", Count(chain.Totals.Transactions)),
            ("of which returns", Count(chain.Totals.Returns)),
            ("Lines", Count(chain.Totals.Lines)),
            ("Units", Units(chain.Totals.Units)),
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
                Markup.Escape(row.Id), Markup.Escape(row.Name ?? string.Empty), Units(row.Totals.Units), Money(row.Totals));
        }

        return table;
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Units(decimal value) => value.ToString("#,##0.####", CultureInfo.InvariantCulture);

    /// <summary>Amounts of several currencies are shown separately.</summary>
    private static string Money(Totals totals) => totals.IsMixed
        ? string.Join(", ", totals.ByCurrency().Select(part => $"{Money(part.NetRevenue)} {part.Currency}"))
        : Money(totals.NetRevenue);

    private static string Money(decimal value) => value.ToString("#,##0.00##", CultureInfo.InvariantCulture);
}
