using System.Globalization;
using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;

namespace RetailGrains.WebConsole.Transactions.Corrections;

/// <summary>A payment of the form.</summary>
/// <param name="Method">Such as card.</param>
/// <param name="Paid">The amount.</param>
public sealed record DraftPayment(string Method, string Paid)
{
    /// <summary>A row for a further payment.</summary>
    public static DraftPayment Empty { get; } = new("", "");

    /// <summary>Null for an empty row.</summary>
    public NewTransactionPayment? ToPayment()
    {
        if (Method.Length == 0 && Paid.Length == 0) return null;
        if (Method.Length == 0) throw new FieldException($"The payment of {Paid} needs a method, such as card.");
        return decimal.TryParse(
            Paid, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal amount)
            ? new NewTransactionPayment { Method = Method, Amount = amount }
            : throw new FieldException($"The payment by {Method} needs an amount with a decimal point, such as 2.55.");
    }
}
