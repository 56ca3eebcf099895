namespace RetailGrains.Ledger;

/// <summary>The fields of a line other than a whole quantity and a price. Every value is set, even if the sender gave only some.</summary>
/// <param name="Quantity">Units.</param>
/// <param name="Discount">The discount on the whole line.</param>
/// <param name="Amount">What was charged for the line.</param>
/// <param name="Tax">The tax; null when the sender gave none.</param>
/// <param name="TaxRate">The tax rate in percent; null when the sender gave none.</param>
[GenerateSerializer, Immutable, Alias("retail.LineDetails")]
public sealed record LineDetails(
    [property: Id(0)] decimal Quantity,
    [property: Id(1)] decimal Discount,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] decimal? Tax,
    [property: Id(4)] decimal? TaxRate)
{
    /// <summary>Computes the discount or the amount from the other.</summary>
    public static LineDetails Of(
        decimal quantity, decimal unitPrice, decimal? discount = null, decimal? amount = null, decimal? tax = null, decimal? taxRate = null)
    {
        decimal list = quantity * unitPrice;
        int sign = Math.Sign(quantity);
        decimal taken = discount ?? (amount is { } charged ? (list - charged) * sign : 0);
        return new LineDetails(quantity, taken, amount ?? (list - (taken * sign)), tax, taxRate);
    }

    /// <summary>Returns whether the details follow from quantity and price.</summary>
    public bool IsPlain(decimal unitPrice) => Discount == 0 && Tax is null && TaxRate is null && Amount == Quantity * unitPrice;

    /// <summary>Returns the details of the line that takes this one back.</summary>
    public LineDetails Negated() => this with { Quantity = -Quantity, Amount = -Amount, Tax = -Tax };
}
