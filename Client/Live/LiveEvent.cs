using System.Text.Json.Serialization;

namespace RetailGrains.Client.Live;

/// <summary>The chain at one moment, and the transactions recorded since the previous event.</summary>
/// <param name="Totals">Over the whole ledger.</param>
/// <param name="Transactions">The newest transactions, newest last; at most 50.</param>
/// <param name="More">Whether there were more.</param>
public sealed record LiveEvent(Totals Totals, IReadOnlyList<LiveTransaction> Transactions, bool More)
{
    /// <summary>The id with which a listener continues after this event.</summary>
    [JsonIgnore]
    public string? Id { get; init; }
}

/// <summary>A recorded transaction.</summary>
public sealed record LiveTransaction(
    string TransactionId, string StoreId, string Kind, decimal Total, DateTimeOffset OccurredAt, string Position)
{
    /// <summary>The ISO 4217 code of the currency of the total; null when it is not known.</summary>
    public string? Currency { get; init; }
}
