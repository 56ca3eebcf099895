using RetailGrains.WebConsole.Ranges;
using RetailGrains.WebConsole.Shell;

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

    /// <summary>The transactions of a store on all days, with another filter.</summary>
    public static string ListOf(string filter, string value, string storeId) =>
        List + PageRequest.QueryOf([("range", PageRange.All), ("storeId", storeId), (filter, value)]);

    public static string ReceiptOf(string id) => $"{Receipt}?id={Uri.EscapeDataString(id)}";

    public static string CorrectOf(string id) => $"{Correct}?id={Uri.EscapeDataString(id)}";
}
