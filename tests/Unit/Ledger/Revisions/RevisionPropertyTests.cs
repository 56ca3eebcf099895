using CsCheck;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger.Revisions;

/// <summary>
/// The effect of revisions on figures, for random transactions with all fields, linked returns, voids of both kinds and corrections.
/// </summary>
public sealed class RevisionPropertyTests
{
    /// <summary>The number of iterations, which <c>CsCheck_Iter</c> can raise.</summary>
    private static readonly long Runs = Math.Max(2_000, Check.Iter);

    [Fact]
    public void Annulling_everything_in_any_order_leaves_zero_everywhere() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            RevisionModel ledger = Random(random, voids: true);
            // If a return is annulled after its sale, the part of the sale that it took back remains. The second round annuls that part.
            for (int round = 0; round < 2; round++)
            {
                string[] ids = [.. ledger.Ids];
                random.Shuffle(ids);
                foreach (string id in ids) AnnulEverything(ledger, id);
            }

            Assert.Empty(ledger.Figures());
            Assert.Empty(ledger.Payments());
        },
        iter: Runs);

    [Fact]
    public void After_a_correction_the_figures_are_those_of_a_ledger_that_never_had_the_earlier_content() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            RevisionModel ledger = Random(random, voids: true);
            string corrected = new SaleGen(random).Pick([.. ledger.Ids]);
            SaleTransaction correction = new SaleGen(random).Sale(corrected);
            Assert.Equal(RevisionStatus.Recorded, ledger.Correct(correction).Status);
            RevisionModel without = new();
            without.Record(correction);
            foreach (IGrouping<string, LedgerEntry> id in ledger.Entries.GroupBy(entry => entry.TransactionId))
                if (id.Key != corrected) without.Copy(id);
            Assert.Equal(without.Figures(), ledger.Figures());
            Assert.Equal(without.Payments(), ledger.Payments());
            Assert.Equal(RevisionStatus.Duplicate, ledger.Correct(correction).Status);
        },
        iter: Runs);

    [Fact]
    public void A_void_of_the_original_day_without_returns_leaves_no_trace() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            RevisionModel ledger = Random(random, voids: false);
            Dictionary<(string, DateOnly), Sums> before = ledger.Figures();
            ledger.Record(new SaleGen(random).Sale("x"));
            Assert.Equal(RevisionStatus.Recorded, ledger.Void("x", RevisionAction.VoidOriginal).Status);
            Assert.Equal(before, ledger.Figures());
            Assert.Equal(RevisionStatus.Duplicate, ledger.Void("x", RevisionAction.VoidOriginal).Status);
        },
        iter: Runs);

    [Fact]
    public void A_sale_its_returns_and_its_void_add_up_to_zero_unless_more_was_returned_than_sold() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var gen = new SaleGen(random);
            RevisionModel ledger = new();
            SaleTransaction sale = gen.Sale("sale");
            sale = sale with { Lines = [.. sale.Lines.DistinctBy(line => line.ProductId)] };
            ledger.Record(sale);
            for (int i = 0; i < random.Next(3); i++)
            {
                SaleTransaction returned = gen.ReturnOf($"return {i}", sale);
                if (!Exceeds(ledger, returned)) ledger.Record(returned);
            }

            var action = (RevisionAction)random.Next(2);
            Assert.Equal(RevisionStatus.Recorded, ledger.Void("sale", action).Status);
            Assert.Equal(RevisionStatus.Duplicate, ledger.Void("sale", (RevisionAction)random.Next(2)).Status);
            foreach (IGrouping<string, SaleLine> product in ledger.Entries
                .SelectMany(entry => entry.Lines.Select(line => entry.Sign < 0 ? line.Negated() : line))
                .GroupBy(line => line.ProductId))
            {
                Assert.Equal(0, product.Sum(line => line.Quantity));
                Assert.Equal(0, product.Sum(line => line.Amount));
            }
        },
        iter: Runs);

    /// <summary>A discount above the price gives sold goods a negative amount.</summary>
    [Fact]
    public void A_void_after_returns_of_a_line_that_was_discounted_below_zero_is_recorded_once()
    {
        RevisionModel ledger = new();
        SaleTransaction sale = new(
            "sale",
            "north",
            null,
            new SaleTime(new DateTime(2026, 2, 3, 14, 0, 0), TimeSpan.Zero),
            TransactionKind.Sale,
            [SaleLine.Of("milk", null, 5, 0.04m, 0.65m, null, null, null)]);
        ledger.Record(sale);
        ledger.Record(sale with
        {
            TransactionId = "return",
            Kind = TransactionKind.Return,
            Lines = [new SaleLine("milk", null, -1, 1m)],
            Details = new SaleDetails(OriginalTransactionId: "sale"),
        });
        Assert.Equal(RevisionStatus.Recorded, ledger.Void("sale", RevisionAction.VoidToday).Status);
        Assert.Equal(RevisionStatus.Duplicate, ledger.Void("sale", RevisionAction.VoidToday).Status);
    }

    [Fact]
    public void A_concurrent_void_and_unflagged_returns_take_back_no_more_than_was_sold() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var gen = new SaleGen(random);
            RevisionModel ledger = new();
            SaleTransaction sale = gen.Sale("sale");
            ledger.Record(sale);
            for (int i = 0; i < random.Next(3); i++) ledger.Record(gen.ReturnOf($"seen {i}", sale));
            RevisionFacts before = ledger.FactsOf("sale");
            for (int i = 0; i < random.Next(3); i++) ledger.Record(gen.ReturnOf($"unseen {i}", sale));
            var request = new RevisionRequest("sale", (RevisionAction)random.Next(2), null, null);
            Assert.Equal(RevisionStatus.Recorded, ledger.Revise(request, before).Status);
            for (int i = 0; i < random.Next(2); i++) ledger.Record(gen.ReturnOf($"later {i}", sale));
            AssertFlagged(ledger, before);
        },
        iter: Runs);

    private static void AssertFlagged(RevisionModel ledger, RevisionFacts before)
    {
        RevisionFacts facts = ledger.FactsOf("sale");
        IReadOnlySet<Position> flagged = facts.ExceedingReturns();
        LedgerEntry[] unflagged = [.. facts.Returns.Where(entry => !flagged.Contains(entry.Position))];
        foreach (IGrouping<string, SaleLine> product in facts.History!.First.Lines.GroupBy(line => line.ProductId))
        {
            decimal sold = product.Sum(line => Math.Max(line.Quantity, 0));
            decimal voided = facts.History.Voids.Sum(entry => GoodsOf(entry, product.Key));
            Assert.True(voided + unflagged.Sum(entry => GoodsOf(entry, product.Key)) <= sold, product.Key);
        }

        // If no return was recorded in the meantime, every return keeps its flag.
        foreach (LedgerEntry seen in before.Returns)
        {
            if (facts.Returns.Count == before.Returns.Count)
                Assert.Equal(before.ExceedingReturns().Contains(seen.Position), flagged.Contains(seen.Position));
        }

        static decimal GoodsOf(LedgerEntry taken, string product) => taken.Lines
            .Where(line => line.ProductId == product)
            .Select(line => taken.Effect == EntryEffect.Records ? -line.Quantity : line.Quantity)
            .Sum(quantity => Math.Max(quantity, 0));
    }

    private static bool Exceeds(RevisionModel ledger, SaleTransaction returned)
    {
        var entry = new LedgerEntry(
            default,
            returned.TransactionId,
            returned.StoreId,
            null,
            DateTimeOffset.UnixEpoch,
            returned.Kind,
            returned.Lines,
            DateTime.UnixEpoch);
        return ledger.FactsOf("sale").RemainderOfCurrent().TakeBack(entry);
    }

    private static void AnnulEverything(RevisionModel ledger, string id)
    {
        // A void on a later day remains until a correction annuls it. So a correction records the voided content again, and a void then
        // annuls it.
        TransactionHistory history = ledger.HistoryOf(id);
        if (history.Voids.Any(entry => entry.Effect == EntryEffect.Records))
            Assert.Equal(RevisionStatus.Recorded, ledger.Correct(SentAs(history.Current)).Status);
        RevisionStatus status = ledger.Void(id, RevisionAction.VoidOriginal).Status;
        Assert.True(status is RevisionStatus.Recorded or RevisionStatus.Duplicate, $"{status}");
    }

    private static SaleTransaction SentAs(LedgerEntry entry) => new(
        entry.TransactionId,
        entry.StoreId,
        entry.CustomerId,
        new SaleTime(entry.OccurredAt.DateTime, entry.OccurredAt.Offset),
        entry.Kind,
        entry.Lines)
    {
        Currency = entry.Currency,
        Details = entry.Details,
    };

    private static RevisionModel Random(Random random, bool voids)
    {
        var gen = new SaleGen(random);
        var ledger = new RevisionModel();
        var sales = new List<SaleTransaction>();
        int steps = random.Next(1, 25);
        for (int i = 0; i < steps; i++)
        {
            int dice = random.Next(10);
            if (dice < 4 || sales.Count == 0)
            {
                sales.Add(gen.Sale($"s{i}"));
                ledger.Record(sales[^1]);
            }
            else if (dice < 7)
            {
                ledger.Record(gen.ReturnOf($"r{i}", gen.Pick(sales)));
            }
            else if (!voids || dice == 7)
            {
                string id = gen.Pick([.. ledger.Ids]);
                ledger.Correct(id[0] == 'r' ? gen.ReturnOf(id, gen.Pick(sales)) : gen.Sale(id));
            }
            else
            {
                ledger.Void(gen.Pick([.. ledger.Ids]), dice == 8 ? RevisionAction.VoidToday : RevisionAction.VoidOriginal);
            }
        }

        return ledger;
    }
}
