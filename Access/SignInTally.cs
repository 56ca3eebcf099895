using System.Globalization;

namespace RetailGrains.Access;

/// <summary>What was counted: tries of one kind, from one address.</summary>
/// <param name="Id">Of the account or client; <see cref="SignInTally.Unknown"/> or <see cref="SignInTally.Others"/> without one.</param>
/// <param name="Address">From where.</param>
/// <param name="Status">200, 401 or 429.</param>
internal readonly record struct SignInKind(string Id, string Address, int Status);

/// <summary>So many tries of a kind, of which the first and the last came then.</summary>
internal sealed record SignInCount(SignInKind Kind, int Count, DateTime First, DateTime Last)
{
    /// <summary>For the audit.</summary>
    public string Detail => string.Create(
        CultureInfo.InvariantCulture, $"{Count} {(Count == 1 ? "try" : "tries")} from {First:HH:mm:ss} to {Last:HH:mm:ss}");
}

/// <summary>
/// Counts tries to sign in between two records of them. Whoever tries makes work, but no more rows than <see cref="MaxKinds"/>: names are
/// kept only of those that there are (somebody may have typed his password there), and beyond that number tries are counted together.
/// </summary>
internal sealed class SignInTally
{
    public const int MaxKinds = 100;

    /// <summary>Stands for names that there are not, or that were not looked up. No account can be called so.</summary>
    public const string Unknown = "(unknown)";

    /// <summary>Stands for all tries beyond <see cref="MaxKinds"/>.</summary>
    public const string Others = "(others)";

    private readonly Lock _lock = new();
    private Dictionary<SignInKind, SignInCount> _counts = [];

    /// <summary>Counts a try.</summary>
    public void Add(string? id, string address, int status, DateTime now) =>
        Add(new SignInCount(new SignInKind(id ?? Unknown, address, status), 1, now, now));

    /// <summary>Counts tries that were counted before, and could not be recorded.</summary>
    public void Add(SignInCount count)
    {
        lock (_lock)
        {
            SignInKind kind = _counts.Count < MaxKinds || _counts.ContainsKey(count.Kind)
                ? count.Kind
                : new SignInKind(Others, Others, count.Kind.Status);
            _counts[kind] = _counts.TryGetValue(kind, out SignInCount? before)
                ? new SignInCount(
                    kind,
                    before.Count + count.Count,
                    before.First < count.First ? before.First : count.First,
                    before.Last > count.Last ? before.Last : count.Last)
                : count with { Kind = kind };
        }
    }

    /// <summary>What was counted since the last time.</summary>
    public IReadOnlyCollection<SignInCount> Take()
    {
        lock (_lock)
        {
            (Dictionary<SignInKind, SignInCount> taken, _counts) = (_counts, []);
            return taken.Values;
        }
    }
}
