using RetailGrains.WebConsole.Entities;

namespace RetailGrains.WebConsole.Customers;

/// <summary>The actions on the personal data of a customer.</summary>
internal static class CustomerPaths
{
    public const string Export = "/customer/export";
    public const string Erase = "/customer/erasure";

    public static string PageOf(string id) => $"{EntityKind.Customers.ItemPath}?id={Uri.EscapeDataString(id)}";

    public static string ExportOf(string id) => $"{Export}?id={Uri.EscapeDataString(id)}";
}
