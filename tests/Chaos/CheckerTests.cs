using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos;

/// <summary>The checker detects each violation that it checks for.</summary>
public sealed class CheckerTests
{
    private readonly Violations _violations = new();

    [Fact]
    public void A_ledger_as_it_was_acknowledged_has_no_violations()
    {
        (List<LedgerRow> rows, SentBook book) = LedgerOf(40);
        LedgerCheck.Run(rows, book.Sales, _violations);
        Assert.Empty(_violations.Texts);
    }

    [Fact]
    public void A_lost_transaction_is_detected()
    {
        (List<LedgerRow> rows, SentBook book) = LedgerOf(40);
        rows.Remove(rows.Last(row => row.Partition == rows[0].Partition));
        ExpectViolation(rows, book, "is nowhere");
    }

    [Fact]
    public void A_gap_is_detected()
    {
        (List<LedgerRow> rows, SentBook book) = LedgerOf(40);
        rows.RemoveAt(0);
        ExpectViolation(rows, book, "stands where");
    }

    [Fact]
    public void A_duplicated_transaction_is_detected()
    {
        (List<LedgerRow> rows, SentBook book) = LedgerOf(40);
        LedgerRow last = rows.Last(row => row.Partition == rows[0].Partition);
        rows.Insert(rows.IndexOf(last) + 1, last with { Sequence = last.Sequence + 1 });
        ExpectViolation(rows, book, "is in the ledger at");
    }

    [Fact]
    public void A_transaction_at_another_position_than_acknowledged_is_detected()
    {
        (List<LedgerRow> rows, SentBook book) = LedgerOf(40);
        int at = rows.FindIndex(row => row.Sequence == 2);
        (rows[at - 1], rows[at]) = (rows[at] with { Sequence = 1 }, rows[at - 1] with { Sequence = 2 });
        ExpectViolation(rows, book, "and stands at");
    }

    [Fact]
    public void A_transaction_that_was_not_sent_is_detected()
    {
        (List<LedgerRow> rows, _) = LedgerOf(40);
        (_, SentBook book) = LedgerOf(39);
        ExpectViolation(rows, book, "Nobody sent");
    }

    [Fact]
    public void Content_that_was_not_sent_is_detected()
    {
        (List<LedgerRow> rows, SentBook book) = LedgerOf(40);
        Sale sale = rows[3].Sale;
        SaleLine dearer = sale.Lines[0] with { UnitPrice = sale.Lines[0].UnitPrice + 0.0001m };
        rows[3] = rows[3] with { Sale = sale with { Lines = [dearer, .. sale.Lines[1..]] } };
        ExpectViolation(rows, book, "was sent as");
    }

    [Fact]
    public void Two_different_acknowledgements_of_a_transaction_are_detected()
    {
        (List<LedgerRow> rows, SentBook book) = LedgerOf(40);
        book.Acknowledge(rows[0].Sale.TransactionId, $"{rows[0].Partition}-99", duplicate: true);
        book.Acknowledge(rows[1].Sale.TransactionId, rows[1].Position, duplicate: false);
        Assert.Equal(2, _violations.Count);
    }

    [Fact]
    public void A_figure_that_differs_from_the_ledger_is_detected()
    {
        (List<LedgerRow> rows, _) = LedgerOf(40);
        var computed = Recomputation.Of(rows);
        var served = new Dictionary<string, Figures>(computed.Entities["product"].Totals);
        Difference.Note("product", computed.Entities["product"].Totals, served, _violations);
        Assert.Empty(_violations.Texts);
        string first = served.Keys.First();
        served[first] = served[first] with { Net = served[first].Net + 0.0001m };
        served.Remove(served.Keys.Last());
        served["nobody's"] = default;
        Difference.Note("product", computed.Entities["product"].Totals, served, _violations);
        Assert.Equal(3, _violations.Count);
    }

    [Fact]
    public void Figures_are_added_up_line_by_line()
    {
        var cheap = new SaleLine("p", "P", 3, 0.3333m);
        var sale = new Sale(
            "a",
            "s",
            null,
            new DateTime(2024, 2, 1, 10, 0, 0, DateTimeKind.Utc),
            "sale",
            [cheap, cheap, new SaleLine("q", "Q", -1, 0.5m), new SaleLine("q", "Q", 2, 0m)]);
        Sale back = sale with
        {
            TransactionId = "b",
            Kind = "return",
            OccurredAt = sale.OccurredAt.AddDays(1),
            Lines = [cheap with { Quantity = -1 }],
        };
        Recomputation all = Recomputation.Of(
            [new LedgerRow(0, 1, new DateOnly(2024, 2, 1), sale), new LedgerRow(0, 2, new DateOnly(2024, 2, 2), back)]);
        Assert.Equal(new Figures(1.1665m, 1.9998m, -0.8333m, 6, 5, 2, 1, sale.OccurredAt, back.OccurredAt), all.Chain);
        Assert.Equal(all.Chain, all.Guest);
        Assert.Equal(new Figures(-0.5m, 0m, -0.5m, 1, 2, 1, 0, sale.OccurredAt, sale.OccurredAt), all.Entities["product"].Totals["q"]);
        Assert.Equal(2, all.Entities["product"].Days.Keys.Count(key => key.Id == "p"));
        Assert.Empty(all.Entities["customer"].Totals);
    }

    /// <summary>Creates this number of sales that were sent, acknowledged and recorded.</summary>
    private (List<LedgerRow> Rows, SentBook Book) LedgerOf(int count)
    {
        var maker = new SaleMaker(seed: 1);
        var book = new SentBook(_violations);
        var heads = new long[LedgerRules.Partitions];
        var rows = new List<LedgerRow>();
        foreach (Sale sale in Enumerable.Range(0, count).Select(n => maker.Make("test", n)))
        {
            int partition = LedgerRules.PartitionOf(sale.TransactionId);
            var row = new LedgerRow(partition, ++heads[partition], DateOnly.FromDateTime(sale.OccurredAt), sale);
            rows.Add(row);
            book.Send(sale);
            book.Acknowledge(sale.TransactionId, row.Position, duplicate: false);
        }

        return ([.. rows.OrderBy(row => row.Partition).ThenBy(row => row.Sequence)], book);
    }

    private void ExpectViolation(List<LedgerRow> rows, SentBook book, string words)
    {
        LedgerCheck.Run(rows, book.Sales, _violations);
        Assert.Contains(_violations.Texts, text => text.Contains(words, StringComparison.Ordinal));
    }
}
