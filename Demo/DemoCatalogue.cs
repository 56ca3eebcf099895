using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Demo;

/// <summary>A store of the demo.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Share">Its weight among the stores when sales are distributed.</param>
/// <param name="Description">Its catalogue entry.</param>
public sealed record DemoStore(string Id, double Share, StoreDescription Description);

/// <summary>A product of the demo.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">Its category.</param>
/// <param name="Price">Its list price, the same number in every currency.</param>
public sealed record DemoProduct(string Id, string Name, string Category, decimal Price)
{
    public ProductDescription Description => new(Name, Category, Price);
}

/// <summary>The made-up chain: 12 stores and 800 products.</summary>
public static class DemoCatalogue
{
    public static IReadOnlyList<DemoStore> Stores { get; } =
    [
        Store("london-covent-garden", 16, "London Covent Garden", "Europe/London", "United Kingdom", "GBP"),
        Store("manchester-arndale", 9, "Manchester Arndale", "Europe/London", "United Kingdom", "GBP"),
        Store("dublin-grafton-street", 7, "Dublin Grafton Street", "Europe/Dublin", "Ireland", "EUR"),
        Store("paris-marais", 12, "Paris Marais", "Europe/Paris", "France", "EUR"),
        Store("lyon-bellecour", 5, "Lyon Bellecour", "Europe/Paris", "France", "EUR"),
        Store("berlin-mitte", 11, "Berlin Mitte", "Europe/Berlin", "Germany", "EUR"),
        Store("munich-sendlinger-tor", 7, "Munich Sendlinger Tor", "Europe/Berlin", "Germany", "EUR"),
        Store("zurich-niederdorf", 6, "Zurich Niederdorf", "Europe/Zurich", "Switzerland", "CHF"),
        Store("amsterdam-jordaan", 7, "Amsterdam Jordaan", "Europe/Amsterdam", "Netherlands", "EUR"),
        Store("madrid-malasana", 6, "Madrid Malasaña", "Europe/Madrid", "Spain", "EUR"),
        Store("new-york-soho", 10, "New York SoHo", "America/New_York", "United States", "USD"),
        Store("toronto-queen-street", 4, "Toronto Queen Street", "America/Toronto", "Canada", "CAD"),
    ];

    public static IReadOnlyList<DemoProduct> Products { get; } = [.. DemoWords.Categories.SelectMany(ProductsOf)];

    private static DemoStore Store(string id, double share, string name, string zone, string country, string currency) =>
        new(id, share, new StoreDescription(name, zone, country, currency));

    /// <summary>Every style of every thing; each style costs more than the one before.</summary>
    private static IEnumerable<DemoProduct> ProductsOf(DemoCategory category, int number) =>
        category.Things.SelectMany((thing, t) => category.Styles.Select((style, s) => new DemoProduct(
            $"{10 + number}{t}{s}0",
            $"{style} {thing.Name}",
            category.Name,
            Math.Round(thing.Price * (1 + (0.12m * s))) - 0.05m)));
}
