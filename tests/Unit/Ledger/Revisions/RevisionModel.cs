using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger.Revisions;

/// <summary>An in-memory ledger that is revised by the production rules, with figures that are summed from its entries.</summary>
internal sealed class RevisionModel
{
    private readonly Dictionary<string, List<LedgerEntry>> _entries = new(StringComparer.Ordinal);
    private long _sequence;

    public IEnumerable<LedgerEntry> Entries => _entries.Values.SelectMany(entries => entries);

    public IEnumerable<string> Ids => _entries.Keys;

    /// <summary>The time of the next entry; later than all others.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public TransactionHistory HistoryOf(string id) => new(_entries[id]);

    public LedgerEntry Record(SaleTransaction sale)
    {
        LedgerEntry entry = EntryOf(sale, null);
        _entries.Add(sale.TransactionId, [entry]);
        return entry;
    }

    /// <summary>Copies the entries of an id from another ledger.</summary>
    public void Copy(IGrouping<string, LedgerEntry> id) => _entries.Add(id.Key, [.. id]);

    public RevisionResult Void(string id, RevisionAction action) => Revise(new RevisionRequest(id, action, null, null));

    public RevisionResult Correct(SaleTransaction correction) =>
        Revise(new RevisionRequest(correction.TransactionId, RevisionAction.Correct, correction, null));

    public RevisionResult Revise(RevisionRequest request) => Revise(request, FactsOf(request.TransactionId));

    /// <summary>Revises on the basis of facts that may be stale, because other partitions have recorded entries since.</summary>
    public RevisionResult Revise(RevisionRequest request, RevisionFacts facts)
    {
        RevisionPlan plan = RevisionPlan.Of(request, facts, Now, storeCurrency: null);
        if (plan.Drafts.Length == 0) return plan.Answer;
        List<LedgerEntry> entries = _entries[request.TransactionId];
        foreach (EntryDraft draft in plan.Drafts)
        {
            entries.Add(draft.Sent is { } sent
                ? EntryOf(sent, draft.Mark) with { Provenance = request.Provenance }
                : draft.TakesBack! with
                {
                    Position = Next(),
                    RecordedAt = Now.UtcDateTime,
                    Mark = draft.Mark,
                    Provenance = request.Provenance,
                });
        }

        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => entry.Revision));
        return RevisionResult.Of(plan.Answer.Status, entries[^1]);
    }

    public RevisionFacts FactsOf(string id)
    {
        LedgerEntry[] returns = [.. _entries.Values
            .Select(entries => new TransactionHistory(entries))
            .Where(other => other.Current.Details?.OriginalTransactionId == id && !other.IsVoided)
            .Select(other => other.Current)
            .OrderBy(entry => entry.Position.Sequence)];
        LedgerEntry? earlier = _entries.GetValueOrDefault(EarlierVoids.IdOf(id))?[0];
        return new RevisionFacts(_entries.ContainsKey(id) ? HistoryOf(id) : null, earlier, returns, HasMoreReturns: false);
    }

    /// <summary>Figures by entity, currency and day, summed here and not by the code under test.</summary>
    public Dictionary<(string Entity, DateOnly Day), Sums> Figures()
    {
        var figures = new Dictionary<(string, DateOnly), Sums>();
        foreach (LedgerEntry entry in Entries)
        {
            Add($"store {entry.StoreId}", entry, entry.Lines);
            Add($"customer {entry.CustomerId}", entry, entry.Lines);
            foreach (IGrouping<string, SaleLine> product in entry.Lines.GroupBy(line => line.ProductId))
                Add($"product {product.Key}", entry, [.. product]);
        }

        return figures.Where(one => one.Value != default).ToDictionary();

        void Add(string entity, LedgerEntry entry, SaleLine[] lines)
        {
            (string, DateOnly) key = ($"{entity} {entry.Currency}", entry.BusinessDate);
            figures[key] = figures.GetValueOrDefault(key).With(entry, lines);
        }
    }

    /// <summary>Payments by method and day, summed as for the closing of a day.</summary>
    public Dictionary<(string Method, DateOnly Day), decimal> Payments() => Entries
        .SelectMany(entry => (entry.Details?.Payments ?? []).Select(payment =>
            (Key: (payment.Method, entry.BusinessDate), Amount: entry.Sign * payment.Amount)))
        .GroupBy(one => one.Key)
        .Select(group => KeyValuePair.Create(group.Key, group.Sum(one => one.Amount)))
        .Where(one => one.Value != 0)
        .ToDictionary();

    private LedgerEntry EntryOf(SaleTransaction sale, RevisionMark? mark) => new(
        Next(),
        sale.TransactionId,
        sale.StoreId,
        sale.CustomerId,
        new DateTimeOffset(sale.Time.Wall, sale.Time.Offset ?? TimeSpan.Zero),
        sale.Kind,
        sale.Lines,
        Now.UtcDateTime)
    {
        Currency = sale.Currency,
        Details = sale.Details,
        Mark = mark,
    };

    private Position Next()
    {
        Now = Now.AddSeconds(1);
        return new Position(0, ++_sequence);
    }
}

/// <summary>Sums of a set of lines.</summary>
internal readonly record struct Sums(
    decimal Gross, decimal Reductions, decimal Units, decimal Discounts, decimal Tax, long Lines, long Transactions, long Returns)
{
    public Sums With(LedgerEntry entry, SaleLine[] lines)
    {
        int sign = entry.Mark?.Effect is EntryEffect.Annuls or EntryEffect.AnnulsRest ? -1 : 1;
        int count = entry.Mark?.Effect == EntryEffect.AnnulsRest ? 0 : sign;
        return new Sums(
            Gross + (sign * lines.Sum(line => Math.Max(line.Amount, 0))),
            Reductions + (sign * lines.Sum(line => Math.Min(line.Amount, 0))),
            Units + (sign * lines.Sum(line => line.Quantity)),
            Discounts + (sign * lines.Sum(line => line.Discount * Math.Sign(line.Quantity))),
            Tax + (sign * lines.Sum(line => line.Tax ?? 0)),
            Lines + (count * lines.Length),
            Transactions + count,
            Returns + (entry.Kind == TransactionKind.Return ? count : 0));
    }
}
