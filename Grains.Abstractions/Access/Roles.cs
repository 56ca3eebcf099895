namespace RetailGrains.Access;

/// <summary>What somebody may do. The names stand in tokens.</summary>
public static class Roles
{
    /// <summary>Reads figures and transactions.</summary>
    public const string Viewer = "viewer";

    /// <summary>Sends transactions and imports, and sees what became of them.</summary>
    public const string Producer = "producer";

    /// <summary>Does everything, administration included.</summary>
    public const string Operator = "operator";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Producer, Operator];
}
