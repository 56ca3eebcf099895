using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos;

/// <summary>The checker detects violations concerning revised transactions.</summary>
public sealed class RevisionCheckerTests
{
    private static readonly Sale Sold = new SaleMaker(seed: 1).Make("test", 1);
    private static readonly Sale Other = Sold with { Lines = [new SaleLine("p", "P", 3, 0.5m)] };

    private readonly Violations _violations = new();

    [Fact]
    public void A_correction_and_a_void_as_they_were_acknowledged_have_no_violations()
    {
        (List<LedgerRow> rows, RevisedSale sale) = Corrected();
        Run(rows, sale);
        sale.BeginVoid();
        rows.Add(Row(9, 4, Other with { Kind = "return", Lines = [new SaleLine("p", "P", -3, 0.5m)] }, takesBack: 3));
        sale.Acknowledge(rows[^1].Position, 4);
        Run(rows, sale);
        Assert.Empty(_violations.Texts);
    }

    [Fact]
    public void A_half_recorded_correction_is_detected()
    {
        (List<LedgerRow> rows, RevisedSale sale) = Corrected();
        rows.RemoveAt(1);
        Run(rows, sale);
        Assert.Contains(_violations.Texts, text => text.Contains("without an annulment", StringComparison.Ordinal));
        Assert.Contains(_violations.Texts, text => text.Contains("has the revisions 1, 3", StringComparison.Ordinal));
        Assert.Contains(_violations.Texts, text => text.Contains("must come to", StringComparison.Ordinal));
    }

    [Fact]
    public void An_annulment_that_is_recorded_twice_is_detected()
    {
        (List<LedgerRow> rows, RevisedSale sale) = Corrected();
        rows.Add(Row(9, 4, Sold, effect: 1, takesBack: 1));
        Run(rows, sale);
        Assert.Contains(_violations.Texts, text => text.Contains("annulled 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_void_that_was_not_sent_is_detected()
    {
        (List<LedgerRow> rows, RevisedSale sale) = Corrected();
        rows.Add(Row(9, 4, Other with { Kind = "return" }, takesBack: 3));
        Run(rows, sale);
        Assert.Contains(_violations.Texts, text => text.Contains("was voided 1 times", StringComparison.Ordinal));
    }

    [Fact]
    public void Content_that_was_not_sent_and_an_acknowledgement_without_an_entry_are_detected()
    {
        (List<LedgerRow> rows, RevisedSale sale) = Corrected();
        rows[2] = rows[2] with { Sale = Other with { StoreId = "elsewhere" } };
        sale.Acknowledge("0-99", 7);
        Run(rows, sale);
        Assert.Contains(_violations.Texts, text => text.Contains("which nobody sent", StringComparison.Ordinal));
        Assert.Contains(_violations.Texts, text => text.Contains("revision 7 at 0-99", StringComparison.Ordinal));
    }

    [Fact]
    public void Figures_of_an_annulled_entry_are_zero()
    {
        var all = Recomputation.Of([Row(1, 1, Sold), Row(2, 2, Sold, effect: 1, takesBack: 1)]);
        Assert.True(all.Chain.IsNothing);
        Assert.All(all.Entities.Values.SelectMany(kind => kind.Days.Values), day => Assert.True(day.IsNothing));
        Assert.Equal((Sold.OccurredAt, Sold.OccurredAt), (all.Chain.First, all.Chain.Last));
    }

    private static (List<LedgerRow> Rows, RevisedSale Sale) Corrected()
    {
        var sale = new RevisedSale(Sold);
        sale.BeginCorrection(Other);
        List<LedgerRow> rows = [Row(1, 1, Sold), Row(7, 2, Sold, effect: 1, takesBack: 1), Row(8, 3, Other)];
        sale.Acknowledge(rows[2].Position, 3);
        sale.Complete();
        return (rows, sale);
    }

    private static LedgerRow Row(long sequence, int revision, Sale sale, int effect = 0, int? takesBack = null) =>
        new(0, sequence, DateOnly.FromDateTime(sale.OccurredAt), sale) { Revision = revision, Effect = effect, TakesBack = takesBack };

    private void Run(List<LedgerRow> rows, RevisedSale sale) =>
        RevisionCheck.Run(rows, new Dictionary<string, RevisedSale> { [sale.Id] = sale }, _violations);
}
