namespace RetailGrains.Ledger;

/// <summary>A payment of a receipt.</summary>
/// <param name="Method">The means of payment, as the sender names it; 1 to 64 characters, case-sensitive.</param>
/// <param name="Amount">In the transaction's currency; negative for money that was given back.</param>
[GenerateSerializer, Immutable, Alias("retail.Payment")]
public readonly record struct Payment([property: Id(0)] string Method, [property: Id(1)] decimal Amount);
