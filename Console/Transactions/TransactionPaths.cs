namespace RetailGrains.WebConsole.Transactions;

/// <summary>The paths of transactions.</summary>
internal static class TransactionPaths
{
    public const string List = "/transactions";
    public const string Receipt = "/transaction";
    public const string Void = "/transaction/void";

    public static string ReceiptOf(string id) => $"{Receipt}?id={Uri.EscapeDataString(id)}";
}
