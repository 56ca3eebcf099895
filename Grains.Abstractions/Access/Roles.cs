namespace RetailGrains.Access;

/// <summary>The roles of accounts and clients. Tokens hold these names.</summary>
public static class Roles
{
    /// <summary>Reads figures and transactions.</summary>
    public const string Viewer = "viewer";

    /// <summary>Sends transactions and imports, and reads their results.</summary>
    public const string Producer = "producer";

    /// <summary>May do everything, administration included.</summary>
    public const string Operator = "operator";

    /// <summary>All roles, from the fewest rights to the most.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Producer, Operator];
}
