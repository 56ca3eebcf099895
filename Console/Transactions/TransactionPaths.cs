namespace RetailGrains.WebConsole.Transactions;

/// <summary>The paths of transactions.</summary>
internal static class TransactionPaths
{
    public const string List = "/transactions";
    public const string Receipt = "/transaction";
    public const string Void = "/transaction/void";

    /// <summary>The page with the form of a correction.</summary>
    public const string Correct = "/transaction/correct";

    /// <summary>Where the form is sent.</summary>
    public const string Correction = "/transaction/correction";

    public static string ReceiptOf(string id) => $"{Receipt}?id={Uri.EscapeDataString(id)}";

    public static string CorrectOf(string id) => $"{Correct}?id={Uri.EscapeDataString(id)}";
}
