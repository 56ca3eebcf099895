using System.Text;
using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>Parses the payments of a receipt in one field: <c>card=10.00;cash=5.20</c>.</summary>
internal static class PaymentText
{
    private const string Expected = "must be payments such as card=10.00;cash=5.20";

    /// <summary>Returns the payments, at least one; or null and the error.</summary>
    public static Payment[]? Read(string text, out string? problem)
    {
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        problem = parts.Length == 0 ? Expected : TransactionRules.PaymentCount(parts.Length);
        var payments = new Payment[parts.Length];
        for (int i = 0; i < parts.Length && problem is null; i++) problem = ReadOne(parts[i], out payments[i]);
        return problem is null ? payments : null;
    }

    private static string? ReadOne(string part, out Payment payment)
    {
        payment = default;
        // A method may have the sign itself.
        int sign = part.LastIndexOf('=');
        if (sign < 0) return Expected;
        string method = IdText.Normal(part[..sign].TrimEnd());
        if (TransactionRules.Id(method) is { } badMethod) return $"has a method that {badMethod}";
        string? bad = CsvValues.Number(Encoding.UTF8.GetBytes(part[(sign + 1)..].Trim()), out decimal amount)
            ?? TransactionRules.Amount(amount);
        if (bad is not null) return $"has an amount of {CsvValues.Shown(Encoding.UTF8.GetBytes(method))} that cannot be read: {bad}";
        payment = new Payment(method, amount);
        return null;
    }
}
