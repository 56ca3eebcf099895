using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Demo;

/// <summary>A store of the demo.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Share">Its weight among the stores when sales are distributed.</param>
/// <param name="Description">Its catalogue entry.</param>
/// <param name="Taxes">Its taxes.</param>
public sealed record DemoStore(string Id, double Share, StoreDescription Description, DemoTaxes Taxes);

/// <summary>The taxes of a store of the demo.</summary>
/// <param name="Standard">The usual rate, in percent.</param>
/// <param name="Reduced">The rate of stationery, in percent.</param>
/// <param name="Included">Prices include the tax.</param>
public sealed record DemoTaxes(decimal Standard, decimal Reduced, bool Included)
{
    private const string ReducedCategory = "Stationery";

    /// <summary>Returns the rate of a product, in percent.</summary>
    public decimal RateOf(DemoProduct product) => product.Category == ReducedCategory ? Reduced : Standard;

    /// <summary>Returns the tax of an amount, in cents.</summary>
    public decimal Of(decimal amount, decimal rate) => decimal.Round(amount * rate / (Included ? 100 + rate : 100), 2);
}

/// <summary>A product of the demo.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">Its category.</param>
/// <param name="Price">Its list price, the same number in every currency.</param>
/// <param name="IsMeasured">It is sold by weight or length.</param>
public sealed record DemoProduct(string Id, string Name, string Category, decimal Price, bool IsMeasured)
{
    public ProductDescription Description => new(Name, Category, Price);
}

/// <summary>The made-up chain: 12 stores and 800 products.</summary>
public static class DemoCatalogue
{
    public static IReadOnlyList<DemoStore> Stores { get; } =
    [
        Store("london-covent-garden", 16, "London Covent Garden", "Europe/London", "United Kingdom", "GBP", 20, 5),
        Store("manchester-arndale", 9, "Manchester Arndale", "Europe/London", "United Kingdom", "GBP", 20, 5),
        Store("dublin-grafton-street", 7, "Dublin Grafton Street", "Europe/Dublin", "Ireland", "EUR", 23, 9),
        Store("paris-marais", 12, "Paris Marais", "Europe/Paris", "France", "EUR", 20, 5.5m),
        Store("lyon-bellecour", 5, "Lyon Bellecour", "Europe/Paris", "France", "EUR", 20, 5.5m),
        Store("berlin-mitte", 11, "Berlin Mitte", "Europe/Berlin", "Germany", "EUR", 19, 7),
        Store("munich-sendlinger-tor", 7, "Munich Sendlinger Tor", "Europe/Berlin", "Germany", "EUR", 19, 7),
        Store("zurich-niederdorf", 6, "Zurich Niederdorf", "Europe/Zurich", "Switzerland", "CHF", 8.1m, 2.6m),
        Store("amsterdam-jordaan", 7, "Amsterdam Jordaan", "Europe/Amsterdam", "Netherlands", "EUR", 21, 9),
        Store("madrid-malasana", 6, "Madrid Malasaña", "Europe/Madrid", "Spain", "EUR", 21, 4),
        Store("new-york-soho", 10, "New York SoHo", "America/New_York", "United States", "USD", 8.875m, 0, included: false),
        Store("toronto-queen-street", 4, "Toronto Queen Street", "America/Toronto", "Canada", "CAD", 13, 5, included: false),
    ];

    public static IReadOnlyList<DemoProduct> Products { get; } = [.. DemoWords.Categories.SelectMany(ProductsOf)];

    private static DemoStore Store(
        string id,
        double share,
        string name,
        string zone,
        string country,
        string currency,
        decimal standard,
        decimal reduced,
        bool included = true) =>
        new(id, share, new StoreDescription(name, zone, country, currency), new DemoTaxes(standard, reduced, included));

    /// <summary>Every style of every thing; each style costs more than the one before.</summary>
    private static IEnumerable<DemoProduct> ProductsOf(DemoCategory category, int number) =>
        category.Things.SelectMany((thing, t) => category.Styles.Select((style, s) => new DemoProduct(
            $"{10 + number}{t}{s}0",
            $"{style} {thing.Name}",
            category.Name,
            Math.Round(thing.Price * (1 + (0.12m * s))) - 0.05m,
            DemoWords.Measured.Contains(thing.Name))));
}
