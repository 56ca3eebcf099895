namespace RetailGrains.Demo;

/// <summary>A category of products.</summary>
/// <param name="Name">The category's name.</param>
/// <param name="Styles">Eight styles, from plain to expensive.</param>
/// <param name="Things">Ten things, each with the price of its plainest style.</param>
internal sealed record DemoCategory(string Name, string[] Styles, (string Name, decimal Price)[] Things);

/// <summary>The words of the demo's product names.</summary>
internal static class DemoWords
{
    /// <summary>Things that are sold by weight or length.</summary>
    public static IReadOnlyList<string> Measured { get; } = ["Bath Salts", "Gift Wrap"];

    public static IReadOnlyList<DemoCategory> Categories { get; } =
    [
        new("Kitchen",
            ["Everyday", "Enamel", "Bamboo", "Stoneware", "Acacia", "Cast Iron", "Olive Wood", "Copper"],
            [("Mixing Bowl", 12), ("Chopping Board", 16), ("Salt Cellar", 8), ("Serving Spoon", 7), ("Storage Jar", 10),
             ("Pie Dish", 18), ("Measuring Cups", 11), ("Spice Rack", 24), ("Trivet", 9), ("Bread Bin", 36)]),
        new("Tableware",
            ["White", "Speckled", "Ocean Blue", "Terracotta", "Sage", "Reactive Glaze", "Hand-Painted", "Bone China"],
            [("Dinner Plate", 9), ("Side Plate", 6), ("Cereal Bowl", 7), ("Mug", 6), ("Espresso Cup", 5),
             ("Teapot", 22), ("Milk Jug", 10), ("Serving Platter", 24), ("Cake Stand", 28), ("Egg Cup", 4)]),
        new("Textiles",
            ["Cotton", "Striped", "Gingham", "Waffle", "Organic Cotton", "Washed Linen", "Merino", "Cashmere Blend"],
            [("Tea Towel", 6), ("Table Runner", 16), ("Napkin Set", 14), ("Cushion Cover", 15), ("Throw", 38),
             ("Bath Towel", 18), ("Hand Towel", 9), ("Apron", 20), ("Oven Glove", 11), ("Pillowcase", 13)]),
        new("Lighting",
            ["Paper", "Wire", "Rattan", "Frosted Glass", "Ceramic", "Smoked Glass", "Marble", "Brass"],
            [("Table Lamp", 42), ("Pendant Shade", 34), ("Night Light", 14), ("Desk Lamp", 38), ("Lantern", 18),
             ("Fairy Lights", 12), ("Wall Light", 46), ("Candle Holder", 9), ("Tealight Holder", 5), ("Floor Lamp", 85)]),
        new("Candles & Scent",
            ["Unscented", "Vanilla", "Lavender", "Fig Leaf", "Sea Salt", "Cedarwood", "Amber", "Black Pomegranate"],
            [("Candle", 11), ("Pillar Candle", 8), ("Tealights", 5), ("Reed Diffuser", 19), ("Room Spray", 13),
             ("Wax Melts", 6), ("Soap Bar", 5), ("Hand Wash", 10), ("Bath Salts", 12), ("Incense Sticks", 7)]),
        new("Stationery",
            ["Plain", "Dotted", "Floral", "Marbled", "Kraft", "Letterpress", "Linen-Bound", "Leather"],
            [("Notebook", 8), ("Weekly Planner", 14), ("Card Set", 9), ("Gift Wrap", 4), ("Pencil Case", 12),
             ("Sketchbook", 13), ("Address Book", 15), ("Desk Calendar", 11), ("Bookmark", 3), ("Photo Album", 22)]),
        new("Garden",
            ["Galvanised", "Terracotta", "Recycled", "Painted", "Oak", "Glazed", "Slate", "Weathered Zinc"],
            [("Plant Pot", 9), ("Watering Can", 19), ("Bird Feeder", 13), ("Trowel", 11), ("Planter", 28),
             ("Herb Markers", 6), ("Hanging Basket", 16), ("Boot Scraper", 21), ("Garden Lantern", 24), ("Bird Bath", 44)]),
        new("Toys & Games",
            ["Little", "Wooden", "Rainbow", "Woodland", "Vintage", "Magnetic", "Hand-Knitted", "Heirloom"],
            [("Building Blocks", 16), ("Jigsaw Puzzle", 12), ("Spinning Top", 5), ("Teddy Bear", 18), ("Memory Game", 11),
             ("Pull-Along Train", 22), ("Doll's House", 68), ("Stacking Rings", 13), ("Skipping Rope", 7), ("Tea Set", 24)]),
        new("Bags & Travel",
            ["Canvas", "Striped", "Quilted", "Waxed", "Recycled", "Woven", "Suede", "Leather"],
            [("Tote Bag", 15), ("Wash Bag", 17), ("Lunch Bag", 13), ("Weekender", 58), ("Purse", 14),
             ("Passport Holder", 16), ("Luggage Tag", 8), ("Shopper", 11), ("Rucksack", 46), ("Key Ring", 5)]),
        new("Seasonal",
            ["Paper", "Felt", "Wicker", "Glitter", "Nordic", "Frosted", "Mouth-Blown", "Gilded"],
            [("Star", 4), ("Bauble", 5), ("Wreath", 26), ("Garland", 12), ("Stocking", 14),
             ("Advent Calendar", 24), ("Tree Topper", 13), ("Egg Decoration", 4), ("Bunting", 9), ("Reindeer", 17)]),
    ];
}
