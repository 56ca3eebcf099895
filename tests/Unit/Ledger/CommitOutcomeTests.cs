using CsCheck;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>The outcome of a commit whose answer was lost. Other writers may have written to the ledger in the meantime.</summary>
public sealed class CommitOutcomeTests
{
    private static readonly DateTime Ours = LedgerSamples.Noon;
    private static readonly DateTime Theirs = LedgerSamples.Noon.AddMicroseconds(1);

    /// <summary>The state of an attempted transaction in the ledger.</summary>
    private enum Stand
    {
        Missing,
        EarlierSame,
        EarlierOther,
    }

    /// <summary>What happened to the partition.</summary>
    private enum Fate
    {
        NothingWritten,
        OurCommitWritten,
        TwinWroteTheSame,
        TwinWroteOthers,
    }

    private static readonly Gen<(Fate Fate, Stand[] Stands, long Before)> Cases = Gen.Select(
        Gen.Int[0, 3].Select(n => (Fate)n), Gen.Int[0, 2].Select(n => (Stand)n).Array[1, 6], Gen.Long[0, 1_000]);

    [Fact]
    public void The_outcome_distinguishes_recorded_entries_earlier_ones_and_another_writer() => Cases.Sample(one =>
    {
        (Fate fate, Stand[] stands, long before) = one;
        SaleTransaction[] sent = [.. stands.Select((_, i) => LedgerSamples.Sale($"t{i}"))];
        LedgerEntry[] attempted = [.. sent.Select((sale, i) => LedgerSamples.Entry(sale, before + 1 + i, Ours))];

        // If an id is already in the ledger, the whole commit fails, whether it is ours or the twin's.
        bool isPossible = stands.All(stand => stand == Stand.Missing);
        bool oursWritten = fate == Fate.OurCommitWritten && isPossible;
        bool twinWritten = fate == Fate.TwinWroteTheSame && isPossible;
        var ledger = new Dictionary<string, LedgerEntry>();
        for (int i = 0; i < sent.Length; i++)
        {
            if (stands[i] != Stand.Missing)
                ledger[sent[i].TransactionId] = LedgerSamples.Entry(
                    stands[i] == Stand.EarlierSame ? sent[i] : LedgerSamples.Sale($"t{i}", quantity: 7), 5_000 + i, Ours.AddHours(-1));
            else if (oursWritten) ledger[sent[i].TransactionId] = attempted[i];
            else if (twinWritten) ledger[sent[i].TransactionId] = LedgerSamples.Entry(sent[i], before + 1 + i, Theirs);
        }

        long head = before + (oursWritten || twinWritten ? sent.Length : 0) + (fate == Fate.TwinWroteOthers ? 2 : 0);
        CommitOutcome settlement = CommitOutcome.Of(
            attempted, sent, ledger.ToDictionary(one => one.Key, one => new TransactionHistory([one.Value])), head, _ => null);

        Assert.Equal(twinWritten || fate == Fate.TwinWroteOthers, settlement.Fenced);
        for (int i = 0; i < sent.Length; i++)
        {
            AppendStatus expected = stands[i] switch
            {
                Stand.EarlierSame => AppendStatus.Duplicate,
                Stand.EarlierOther => AppendStatus.Conflict,
                _ when oursWritten => AppendStatus.Recorded,
                _ when twinWritten => AppendStatus.Duplicate,
                _ => AppendStatus.Busy,
            };
            Assert.Equal(expected, settlement.Results[i].Status);
            Assert.Equal(ledger.GetValueOrDefault(sent[i].TransactionId), settlement.Results[i].Entry);
        }
    });

    [Fact]
    public void A_sale_is_a_duplicate_of_every_content_that_its_id_had_and_of_no_void()
    {
        SaleTransaction[] contents = [.. Enumerable.Range(1, 3).Select(quantity => LedgerSamples.Sale("a", quantity))];
        LedgerEntry first = LedgerSamples.Entry(contents[0], 1, Ours);
        SaleTransaction taken = contents[1] with { Kind = TransactionKind.Return, Lines = [contents[1].Lines[0].Negated()] };
        LedgerEntry[] entries =
        [
            first,
            first with { Position = new Position(3, 2), Mark = new RevisionMark(2, EntryEffect.Annuls, 1) },
            LedgerSamples.Entry(contents[1], 3, Ours) with { Mark = new RevisionMark(3, EntryEffect.Records, null) },
            LedgerSamples.Entry(taken, 4, Ours) with { Mark = new RevisionMark(4, EntryEffect.Records, 3) },
        ];
        AppendOutcome[] outcomes = [.. contents.Append(taken).Select(
            sent => AppendOutcome.Against(new TransactionHistory(entries), sent, currency: null))];
        Assert.Equal(
            [(AppendStatus.Duplicate, 1), (AppendStatus.Duplicate, 3), (AppendStatus.Conflict, 3), (AppendStatus.Conflict, 3L)],
            outcomes.Select(outcome => (outcome.Status, outcome.Entry!.Position.Sequence)));
    }

    [Fact]
    public void An_answered_commit_is_recorded_completely()
    {
        LedgerEntry[] written =
            [LedgerSamples.Entry(LedgerSamples.Sale("a"), 1, Ours), LedgerSamples.Entry(LedgerSamples.Sale("b"), 2, Ours)];
        CommitOutcome settlement = CommitOutcome.AllRecorded(written);
        Assert.False(settlement.Fenced);
        Assert.All(settlement.Results, result => Assert.Equal(AppendStatus.Recorded, result.Status));
    }
}
