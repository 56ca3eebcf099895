using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.WebConsole.Shell;

/// <summary>An entry of the main navigation.</summary>
/// <param name="Path">Its page.</param>
/// <param name="Title">Its name.</param>
/// <param name="IsShown">Whether the user may use it.</param>
/// <param name="Below">Another path that belongs to it.</param>
internal sealed record NavigationItem(string Path, string Title, Func<CurrentUser, bool> IsShown, string? Below = null)
{
    private static readonly NavigationItem[] All =
    [
        new("/", "Overview", user => user.ReadsFigures),
        new("/stores", "Stores", user => user.ReadsFigures, "/store"),
        new("/products", "Products", user => user.ReadsChain, "/product"),
        new("/customers", "Customers", user => user.ReadsChain, "/customer"),
        new("/transactions", "Transactions", user => user.ReadsFigures || user.Sends, "/transaction"),
        new("/imports", "Imports", user => user.Sends, "/import"),
        new("/operations", "Operations", user => user.IsOperator, "/operations"),
    ];

    public static IEnumerable<NavigationItem> For(CurrentUser user) => All.Where(item => item.IsShown(user));

    public bool IsCurrent(string path) =>
        path == Path || path == Below || (Below is not null && path.StartsWith(Below + "/", StringComparison.Ordinal));
}
