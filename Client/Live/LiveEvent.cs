using System.Text.Json.Serialization;

namespace RetailGrains.Client.Live;

/// <summary>The chain at a moment, and what was recorded since the event before.</summary>
/// <param name="Totals">Over the whole ledger.</param>
/// <param name="Transactions">The newest, newest last; at most 50.</param>
/// <param name="More">There were more than those.</param>
public sealed record LiveEvent(Totals Totals, IReadOnlyList<LiveTransaction> Transactions, bool More)
{
    /// <summary>To continue after this event.</summary>
    [JsonIgnore]
    public string? Id { get; init; }
}

/// <summary>A transaction that was recorded.</summary>
public sealed record LiveTransaction(
    string TransactionId, string StoreId, string Kind, decimal Total, DateTimeOffset OccurredAt, string Position);
