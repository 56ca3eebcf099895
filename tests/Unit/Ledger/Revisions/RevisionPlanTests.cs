using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger.Revisions;

public sealed class RevisionPlanTests
{
    private static readonly SaleTransaction Sale = new(
        "T", "S", "C", new SaleTime(new DateTime(2010, 12, 1, 8, 26, 0), TimeSpan.FromHours(1)), TransactionKind.Sale,
        [new SaleLine("P", "HEART", 6, 2.55m), new SaleLine("P", null, -2, 2.55m)])
    {
        Details = new SaleDetails(Register: "7", Payments: [new Payment("card", 10m), new Payment("cash", 0.2m)]),
    };

    [Fact]
    public void A_void_of_today_is_a_return_of_every_line_and_payment_at_the_current_time()
    {
        var ledger = new RevisionModel();
        LedgerEntry sold = ledger.Record(Sale);
        DateTimeOffset now = ledger.Now;
        RevisionResult result = ledger.Void("T", RevisionAction.VoidToday);
        LedgerEntry taken = ledger.HistoryOf("T").Entries[^1];
        Assert.Equal(
            (RevisionStatus.Recorded, 2, -sold.Total, false), (result.Status, result.Revision, result.Total, result.OnOriginalDay));
        Assert.Equal(
            (TransactionKind.Return, now, 1, EntryEffect.Records), (taken.Kind, taken.OccurredAt, taken.Mark?.TakesBack, taken.Effect));
        Assert.Equal([new SaleLine("P", "HEART", -6, 2.55m), new SaleLine("P", null, 2, 2.55m)], taken.Lines);
        Assert.Equal([new Payment("card", -10m), new Payment("cash", -0.2m)], taken.Details!.Payments!);
    }

    [Fact]
    public void A_void_on_the_original_day_is_the_entry_with_the_opposite_effect()
    {
        var ledger = new RevisionModel();
        LedgerEntry sold = ledger.Record(Sale);
        RevisionResult result = ledger.Void("T", RevisionAction.VoidOriginal);
        LedgerEntry annulment = ledger.HistoryOf("T").Entries[^1];
        Assert.Equal((RevisionStatus.Recorded, -sold.Total, true), (result.Status, result.Total, result.OnOriginalDay));
        Assert.Equal(
            (sold.Kind, sold.OccurredAt, EntryEffect.Annuls, 1),
            (annulment.Kind, annulment.OccurredAt, annulment.Effect, annulment.Mark?.TakesBack));
        Assert.Equal(sold.Lines, annulment.Lines);
        Assert.Equal(sold.Details!.Payments!, annulment.Details!.Payments!);
    }

    [Theory]
    [InlineData(RevisionAction.VoidToday, null)]
    [InlineData(RevisionAction.VoidToday, "rung up twice")]
    [InlineData(RevisionAction.VoidOriginal, null)]
    [InlineData(RevisionAction.VoidOriginal, "rung up twice")]
    public void The_note_of_a_void_is_its_reason_and_not_the_note_of_the_sale(RevisionAction action, string? reason)
    {
        var ledger = new RevisionModel();
        ledger.Record(Sale with { Details = Sale.Details! with { Note = "a gift" } });
        ledger.Revise(new RevisionRequest("T", action, Correction: null, Provenance: null, reason));
        SaleDetails details = ledger.HistoryOf("T").Entries[^1].Details!;
        Assert.Equal(("7", reason), (details.Register, details.Note));
    }

    [Theory]
    [InlineData(RevisionAction.VoidToday, -1)]
    [InlineData(RevisionAction.VoidOriginal, 1)]
    public void A_void_has_only_the_payments_of_what_linked_returns_have_left(RevisionAction action, int sign)
    {
        var ledger = new RevisionModel();
        SaleDetails paid = new(Payments: [new Payment("card", 6m), new Payment("cash", 4m)]);
        ledger.Record(Sale with { Lines = [new SaleLine("P", null, 4, 2.5m)], Details = paid });
        ledger.Record(Sale with
        {
            TransactionId = "R",
            Kind = TransactionKind.Return,
            Lines = [new SaleLine("P", null, -1, 2.5m)],
            Details = new SaleDetails(OriginalTransactionId: "T"),
        });
        ledger.Void("T", action);
        Payment[] payments = ledger.HistoryOf("T").Entries[^1].Details!.Payments!;
        Assert.Equal([new Payment("card", sign * 6m), new Payment("cash", sign * 1.5m)], payments);
    }

    [Theory]
    [InlineData(RevisionAction.VoidToday)]
    [InlineData(RevisionAction.VoidOriginal)]
    public void A_void_is_kept_whichever_day_a_later_request_names(RevisionAction first)
    {
        var ledger = new RevisionModel();
        ledger.Record(Sale);
        RevisionResult voided = ledger.Void("T", first);
        foreach (RevisionAction later in (RevisionAction[])[RevisionAction.VoidToday, RevisionAction.VoidOriginal])
            Assert.Equal(voided with { Status = RevisionStatus.Duplicate }, ledger.Void("T", later));
    }

    [Fact]
    public void A_correction_annuls_a_void_of_today_with_the_sale_and_records_the_content_in_one_step()
    {
        var ledger = new RevisionModel();
        ledger.Record(Sale);
        ledger.Void("T", RevisionAction.VoidToday);
        Assert.Equal(RevisionStatus.Recorded, ledger.Correct(Sale).Status);
        TransactionHistory history = ledger.HistoryOf("T");
        Assert.Equal(
            [
                (EntryEffect.Records, null),
                (EntryEffect.Records, 1),
                (EntryEffect.Annuls, 1),
                (EntryEffect.Annuls, 2),
                (EntryEffect.Records, (int?)null),
            ],
            history.Entries.Select(entry => (entry.Effect, entry.Mark?.TakesBack)));
        Assert.False(history.IsVoided);
        Assert.Equal(5, history.Current.Revision);
    }

    [Fact]
    public void The_same_content_is_a_correction_when_the_time_zone_of_the_store_has_changed()
    {
        var ledger = new RevisionModel();
        ledger.Record(Sale);
        var request = new RevisionRequest("T", RevisionAction.Correct, Sale, null);
        var at = new DateTimeOffset(Sale.Time.Wall, Sale.Time.Offset!.Value);
        Assert.Equal(RevisionStatus.Duplicate, PlanOf(at).Answer.Status);
        Assert.Equal(2, PlanOf(at.ToOffset(TimeSpan.FromHours(-5))).Drafts.Length);

        RevisionPlan PlanOf(DateTimeOffset correctedTo) =>
            RevisionPlan.Of(request, ledger.FactsOf("T"), ledger.Now, storeCurrency: null, correctedTo);
    }

    [Fact]
    public void A_request_that_was_recorded_before_its_answer_was_lost_is_not_recorded_again()
    {
        var ledger = new RevisionModel();
        ledger.Record(Sale);
        var own = new RevisionRequest(
            "T", RevisionAction.Correct, Sale with { StoreId = "own" }, new Provenance("api", "ann", Guid.NewGuid()));
        RevisionResult recorded = ledger.Revise(own);
        Assert.Equal(RevisionStatus.Recorded, ledger.Correct(Sale with { StoreId = "other" }).Status);
        Assert.Equal(recorded, ledger.Revise(own));
        Assert.Equal("other", ledger.HistoryOf("T").Current.StoreId);
    }

    [Fact]
    public void A_void_by_an_earlier_version_stays_valid()
    {
        var ledger = new RevisionModel();
        ledger.Record(Sale);
        SaleTransaction earlier = new(
            "void:T", "S", "C", Sale.Time, TransactionKind.Return, Array.ConvertAll(Sale.Lines, line => line.Negated()));
        LedgerEntry entry = ledger.Record(earlier);
        Assert.Equal(RevisionStatus.Duplicate, ledger.Void("T", RevisionAction.VoidOriginal).Status);
        Assert.Equal(entry.Position, ledger.Void("T", RevisionAction.VoidToday).Position);
        Assert.Equal(RevisionStatus.VoidedByEarlierVersion, ledger.Correct(Sale with { StoreId = "other" }).Status);
        Assert.Equal(RevisionStatus.IsVoid, ledger.Void("void:T", RevisionAction.VoidToday).Status);
        Assert.DoesNotContain(ledger.FactsOf("T").RemainderOfCurrent().Lines, line => line.Quantity != 0);
    }

    [Fact]
    public void A_sale_that_took_the_id_of_a_void_before_ids_were_reserved_voids_nothing()
    {
        var ledger = new RevisionModel();
        ledger.Record(Sale);
        LedgerEntry other = ledger.Record(Sale with { TransactionId = "void:T" });
        Assert.False(EarlierVoids.IsVoidOf(other, ledger.HistoryOf("T").First));
        Assert.Equal(RevisionStatus.Recorded, ledger.Void("void:T", RevisionAction.VoidToday).Status);
    }

    [Fact]
    public void Unknown_ids_and_too_many_revisions_are_refused()
    {
        var ledger = new RevisionModel();
        Assert.Equal(RevisionStatus.NotFound, ledger.Void("T", RevisionAction.VoidToday).Status);
        Assert.Equal(RevisionStatus.NotFound, ledger.Correct(Sale).Status);
        ledger.Record(Sale);
        RevisionStatus status;
        int corrections = 0;
        while ((status = ledger.Correct(Sale with { StoreId = $"{corrections}" }).Status) == RevisionStatus.Recorded) corrections++;
        Assert.Equal((RevisionStatus.TooManyRevisions, (RevisionPlan.MaxRevisions - 1) / 2), (status, corrections));
    }

    [Fact]
    public void Corrections_of_a_large_transaction_end_before_its_history_is_too_large_to_read_and_a_void_is_still_accepted()
    {
        var ledger = new RevisionModel();
        SaleTransaction large = Sale with { Lines = [.. Enumerable.Repeat(new SaleLine("p", new string('x', 200), 1, 1), 4_000)] };
        long size = TransactionSize.Of(large);
        ledger.Record(large);
        RevisionStatus status;
        int corrections = 0;
        while ((status = ledger.Correct(large with { StoreId = $"{corrections}" }).Status) == RevisionStatus.Recorded) corrections++;
        Assert.Equal((RevisionStatus.TooManyRevisions, (int)((RevisionPlan.MaxBytes / size) - 1) / 2), (status, corrections));
        Assert.Equal(RevisionStatus.Recorded, ledger.Void("T", RevisionAction.VoidToday).Status);
        Assert.InRange(ledger.HistoryOf("T").Entries.Sum(TransactionSize.Of), 0, RevisionPlan.MaxBytes + size);
    }

    [Fact]
    public void Ids_of_earlier_voids_that_are_too_long_for_the_prefix_are_hashed()
    {
        Assert.Equal("void:" + new string('x', 59), EarlierVoids.IdOf(new string('x', 59)));
        string hashed = EarlierVoids.IdOf(new string('x', 60));
        Assert.Matches("^void:[0-9a-f]{48}$", hashed);
        Assert.NotEqual(hashed, EarlierVoids.IdOf(new string('x', 61)));
    }
}
