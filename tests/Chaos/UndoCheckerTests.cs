using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos;

/// <summary>The checker detects violations concerning imports and their undos.</summary>
public sealed class UndoCheckerTests
{
    private const string Import = "0a1b";

    private readonly Violations _violations = new();
    private readonly Sale[] _sales = [.. Enumerable.Range(0, 4).Select(n => new SaleMaker(seed: 1).Make("test", n))];
    private readonly ImportedFile _file;
    private readonly List<LedgerRow> _rows;

    public UndoCheckerTests()
    {
        // Two receipts that the file records, one that was already recorded, and one that is not in the file.
        _file = new ImportedFile("a.csv", _sales[..2], [_sales[2]], []) { ImportId = Import, IsUndone = true, IsUndoSent = true };
        _rows =
        [
            Row(1, _sales[0]), Row(2, _sales[1]), Row(3, _sales[2]) with { Source = "api" }, Row(4, _sales[3]) with { Source = "api" },
            Annulment(5, _sales[0]), Annulment(6, _sales[1]),
        ];
    }

    [Fact]
    public void An_undo_as_it_was_acknowledged_has_no_violations()
    {
        Run();
        Assert.Empty(_violations.Texts);
        Assert.Equal(4, UndoCheck.Without(_rows).Count());
        Assert.True(Recomputation.Of([_rows[0], _rows[1], _rows[4], _rows[5]]).Chain.IsNothing);
    }

    [Fact]
    public void A_lost_annulment_is_detected()
    {
        _rows.RemoveAt(4);
        Expect("is annulled 0 times");
    }

    [Fact]
    public void A_duplicated_annulment_is_detected()
    {
        _rows.Add(Annulment(7, _sales[0]) with { Revision = 3 });
        Expect("is annulled 2 times");
    }

    [Fact]
    public void An_annulment_without_its_counts_is_detected()
    {
        _rows[4] = _rows[4] with { Effect = 2 };
        Expect("is annulled 1 times");
    }

    [Fact]
    public void An_annulment_of_a_transaction_outside_the_import_is_detected()
    {
        _rows.Add(Annulment(7, _sales[2]));
        Expect("was not to be annulled");
    }

    [Fact]
    public void An_annulment_of_a_revised_receipt_is_detected()
    {
        _file.Revise(_sales[0].TransactionId);
        Expect("was not to be annulled");
    }

    [Fact]
    public void An_annulment_without_an_undo_is_detected()
    {
        _file.IsUndone = false;
        Run();
        Assert.Equal(2, _violations.Count);
    }

    [Fact]
    public void A_receipt_that_the_import_lost_or_did_not_record_itself_is_detected()
    {
        _rows[0] = _rows[0] with { Source = "api" };
        Expect("is not recorded by it");
    }

    [Theory]
    [InlineData(2, 1, 0, 2, 0, 0, 0)]
    [InlineData(3, 1, 0, 2, 0, 0, 1)]
    [InlineData(2, 0, 0, 2, 0, 0, 1)]
    [InlineData(2, 1, 1, 2, 0, 0, 1)]
    [InlineData(2, 1, 0, 3, 0, 0, 1)]
    [InlineData(2, 1, 0, 1, 0, 0, 1)]
    [InlineData(2, 1, 0, 2, 1, 0, 1)]
    [InlineData(2, 1, 0, 1, 0, 1, 1)]
    public void Inexact_counts_are_detected(
        int recorded, int duplicates, int conflicts, int annulled, int revised, int refused, int violations)
    {
        ImportCheck.Run(_file, Status(recorded, duplicates, conflicts, Undo("completed", annulled, revised, refused)), _violations);
        Assert.Equal(violations, _violations.Count);
    }

    [Fact]
    public void A_lost_and_an_unfinished_undo_are_detected()
    {
        ImportCheck.Run(_file, Status(2, 1, 0, "null"), _violations);
        Assert.Empty(_violations.Texts);
        _file.IsUndoAccepted = true;
        ImportCheck.Run(_file, Status(2, 1, 0, "null"), _violations);
        ImportCheck.Run(_file, Status(2, 1, 0, Undo("failed", 2, 0, 0)), _violations);
        Assert.Equal(2, _violations.Count);
    }

    [Fact]
    public void A_file_has_a_row_per_line()
    {
        string[] rows = _file.ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + _sales[..3].Sum(sale => sale.Lines.Length), rows.Length);
        Assert.All(rows, row => Assert.Equal(8, row.Split(',').Length));
    }

    private static string Undo(string state, int annulled, int revised, int refused) =>
        $$"""{"state":"{{state}}","annulled":{{annulled}},"alreadyRevised":{{revised}},"refused":{{refused}}}""";

    private static JsonElement Status(int recorded, int duplicates, int conflicts, string undo) => JsonSerializer.Deserialize<JsonElement>(
        $$"""
        {"state":"completed","recorded":{{recorded}},"duplicates":{{duplicates}},"conflicts":{{conflicts}},"rejected":0,"undo":{{undo}}}
        """);

    private static LedgerRow Row(long sequence, Sale sale) =>
        new(0, sequence, DateOnly.FromDateTime(sale.OccurredAt), sale) { Source = $"import:{Import}" };

    private static LedgerRow Annulment(long sequence, Sale sale) =>
        Row(sequence, sale) with { Revision = 2, Effect = 1, TakesBack = 1, Source = $"undo:{Import}" };

    private void Run() => UndoCheck.Run(_rows, [_file], _violations);

    private void Expect(string words)
    {
        Run();
        Assert.Contains(_violations.Texts, text => text.Contains(words, StringComparison.Ordinal));
    }
}
