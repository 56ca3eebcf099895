using System.Globalization;

namespace RetailGrains.Access;

/// <summary>The attempts that are counted together: of one subject, from one address, with one status.</summary>
/// <param name="Id">The account or client; <see cref="SignInTally.Unknown"/> or <see cref="SignInTally.Others"/> without one.</param>
/// <param name="Address">The caller's address.</param>
/// <param name="Status">200, 400, 401 or 429.</param>
internal readonly record struct SignInKind(string Id, string Address, int Status);

/// <summary>The number of attempts of a kind, and the times of the first and the last.</summary>
internal sealed record SignInCount(SignInKind Kind, int Count, DateTime First, DateTime Last)
{
    /// <summary>The text in the audit.</summary>
    public string Detail => string.Create(
        CultureInfo.InvariantCulture, $"{Count} {(Count == 1 ? "try" : "tries")} from {First:HH:mm:ss} to {Last:HH:mm:ss}");
}

/// <summary>
/// Counts attempts to sign in between two audit records. Attempts never make more than <see cref="MaxKinds"/> rows: further kinds are
/// counted together. Names are kept only of existing subjects, because a user may have typed a password as the name.
/// </summary>
internal sealed class SignInTally
{
    public const int MaxKinds = 100;

    /// <summary>Stands for names that do not exist or were not looked up. No account can have this name.</summary>
    public const string Unknown = "(unknown)";

    /// <summary>Stands for all attempts beyond <see cref="MaxKinds"/>.</summary>
    public const string Others = "(others)";

    private readonly Lock _lock = new();
    private Dictionary<SignInKind, SignInCount> _counts = [];

    /// <summary>Counts an attempt.</summary>
    public void Add(string? id, string address, int status, DateTime now) =>
        Add(new SignInCount(new SignInKind(id ?? Unknown, address, status), 1, now, now));

    /// <summary>Returns counts that could not be recorded, so that they are recorded next time.</summary>
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

    /// <summary>Removes and returns the counts.</summary>
    public IReadOnlyCollection<SignInCount> Take()
    {
        lock (_lock)
        {
            (Dictionary<SignInKind, SignInCount> taken, _counts) = (_counts, []);
            return taken.Values;
        }
    }
}
