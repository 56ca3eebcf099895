using CsCheck;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger.Revisions;

/// <summary>An undo annuls each receipt that has no other revision exactly once, even if the undo runs several times.</summary>
public sealed class UndoPlanTests
{
    private static readonly Provenance Own = ImportUndoRules.ProvenanceOf("7", "ann");
    private static readonly long Runs = Math.Max(1_000, Check.Iter);

    [Fact]
    public void A_transaction_is_annulled_on_its_own_day_once()
    {
        var ledger = new RevisionModel();
        ledger.Record(new SaleGen(new Random(1)).Sale("T"));
        Assert.Equal((RevisionStatus.Recorded, true), (Undo(ledger, "T").Status, Undo(ledger, "T").OnOriginalDay));
        Assert.Equal(RevisionStatus.Duplicate, Undo(ledger, "T").Status);
        LedgerEntry annulment = Assert.Single(ledger.HistoryOf("T").Entries, entry => entry.Revision > 1);
        Assert.Equal(("undo:7", "ann"), (annulment.Provenance?.Source, annulment.Provenance?.Sub));
        Assert.Empty(ledger.Figures());
    }

    /// <summary>The process may have ended during an undo, and another account may have requested the undo again.</summary>
    [Fact]
    public void The_next_run_of_an_undo_recognizes_what_an_earlier_one_has_annulled()
    {
        var ledger = new RevisionModel();
        ledger.Record(new SaleGen(new Random(1)).Sale("T"));
        Assert.Equal(RevisionStatus.Recorded, Undo(ledger, "T").Status);
        var next = new RevisionRequest("T", RevisionAction.Undo, Correction: null, ImportUndoRules.ProvenanceOf("7", "bob"));
        Assert.Equal(RevisionStatus.Duplicate, ledger.Revise(next).Status);
    }

    [Theory]
    [InlineData(RevisionAction.VoidToday)]
    [InlineData(RevisionAction.VoidOriginal)]
    [InlineData(RevisionAction.Correct)]
    public void Receipts_that_others_have_revised_stay_before_and_after_the_undo(RevisionAction others)
    {
        foreach (bool undoneBefore in (bool[])[false, true])
        {
            var ledger = new RevisionModel();
            SaleTransaction sale = new SaleGen(new Random(1)).Sale("T");
            ledger.Record(sale);
            if (undoneBefore) Undo(ledger, "T");
            RevisionResult revised = others == RevisionAction.Correct
                ? ledger.Correct(sale with { StoreId = "other" })
                : ledger.Void("T", others);
            bool isKnown = undoneBefore && others != RevisionAction.Correct;
            Assert.Equal(isKnown ? RevisionStatus.Duplicate : RevisionStatus.Recorded, revised.Status);
            int entries = ledger.Entries.Count();
            Assert.Equal(isKnown ? RevisionStatus.Duplicate : RevisionStatus.Revised, Undo(ledger, "T").Status);
            Assert.Equal(entries, ledger.Entries.Count());
        }
    }

    [Fact]
    public void Another_undo_and_one_without_provenance_do_not_change_an_undone_receipt()
    {
        var ledger = new RevisionModel();
        ledger.Record(new SaleGen(new Random(1)).Sale("T"));
        Undo(ledger, "T");
        foreach (Provenance? other in (Provenance?[])[ImportUndoRules.ProvenanceOf("8", "ann"), null])
        {
            RevisionResult result = ledger.Revise(new RevisionRequest("T", RevisionAction.Undo, null, other));
            Assert.Equal(RevisionStatus.Revised, result.Status);
        }
    }

    [Fact]
    public void Undoing_sales_and_their_returns_leaves_the_figures_of_a_ledger_without_them() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var sales = new SaleGen(random);
            RevisionModel ledger = new(), without = new();
            List<SaleTransaction> imported = [];
            for (int i = 0; i < 6; i++)
            {
                SaleTransaction kept = sales.Sale($"kept {i}");
                ledger.Record(kept);
                without.Record(kept);
                // A return may be linked to another return, and may be recorded before its sale.
                SaleTransaction next = imported.Count > 0 && random.Next(2) == 0
                    ? sales.ReturnOf($"imported {i}", sales.Pick(imported))
                    : sales.Sale($"imported {i}");
                imported.Add(next);
            }

            SaleTransaction[] order = [.. imported];
            random.Shuffle(order);
            foreach (SaleTransaction one in order) ledger.Record(one);
            random.Shuffle(order);
            for (int run = 0; run < 2; run++) UndoAll(ledger, [.. order.Select(one => one.TransactionId)]);
            Assert.Equal(without.Figures(), ledger.Figures());
            Assert.Equal(without.Payments(), ledger.Payments());
        },
        iter: Runs);

    [Fact]
    public void Results_are_counted_and_an_entry_that_is_not_annulled_is_a_failure()
    {
        Assert.Equal(new ImportUndoCounts(1, 0, 0), ImportUndoRules.CountsOf(RevisionStatus.Recorded));
        Assert.Equal(new ImportUndoCounts(1, 0, 0), ImportUndoRules.CountsOf(RevisionStatus.Duplicate));
        Assert.Equal(new ImportUndoCounts(0, 1, 0), ImportUndoRules.CountsOf(RevisionStatus.Revised));
        Assert.Equal(new ImportUndoCounts(0, 0, 1), ImportUndoRules.CountsOf(RevisionStatus.TooManyReturns));
        foreach (RevisionStatus unknown in (RevisionStatus[])[RevisionStatus.Busy, RevisionStatus.Invalid, RevisionStatus.NotFound])
            Assert.Throws<InvalidOperationException>(() => ImportUndoRules.CountsOf(unknown));
        Assert.Null(ImportUndoRules.ErrorOf(new ImportUndoCounts(7, 3, 0), recorded: 10));
        Assert.Contains("2 receipts", ImportUndoRules.ErrorOf(new ImportUndoCounts(7, 1, 2), recorded: 10), StringComparison.Ordinal);
        Assert.Contains("1 receipts", ImportUndoRules.ErrorOf(new ImportUndoCounts(7, 2, 0), recorded: 10), StringComparison.Ordinal);
    }

    private static RevisionResult Undo(RevisionModel ledger, string id) =>
        ledger.Revise(new RevisionRequest(id, RevisionAction.Undo, null, Own));

    /// <summary>Undoes receipts in the order of an import's undo: first those that are linked to another receipt.</summary>
    private static void UndoAll(RevisionModel ledger, string[] ids)
    {
        string[] first = [.. ids.Where(id => ImportUndoRules.ComesFirst(ledger.HistoryOf(id).First))];
        bool recorded;
        do
        {
            recorded = false;
            foreach (string id in first) recorded |= Undo(ledger, id).Status == RevisionStatus.Recorded;
        }
        while (recorded);
        foreach (string id in ids) Undo(ledger, id);
    }
}
