using System.Text.RegularExpressions;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>
/// Compares the ledger with the erasures of customers: every sale must have the expected id or pseudonym, and nothing else may name an
/// erased customer.
/// </summary>
internal sealed partial class ErasureCheck(IReadOnlyCollection<Person> people)
{
    private readonly Dictionary<string, Person> _byId = people.ToDictionary(person => person.Id, StringComparer.Ordinal);

    private readonly Dictionary<string, Person> _byPseudonym =
        people.Where(person => person.Pseudonym is not null).ToDictionary(person => person.Pseudonym!, StringComparer.Ordinal);

    /// <summary>The ledger as it would be without erasures, for the checks that compare it with what was sent.</summary>
    public IEnumerable<LedgerRow> Restore(IEnumerable<LedgerRow> rows) => rows.Select(row =>
        row.Sale.CustomerId is { } id && _byPseudonym.TryGetValue(id, out Person? person)
            ? row with { Sale = row.Sale with { CustomerId = person.Id } }
            : row);

    public void Run(IEnumerable<LedgerRow> rows, Violations violations)
    {
        ILookup<string, LedgerRow> byTransaction = rows.ToLookup(row => row.Sale.TransactionId, StringComparer.Ordinal);
        foreach (Person person in people)
        {
            foreach ((string transaction, Holder holder) in person.Sales)
                foreach (LedgerRow row in byTransaction[transaction])
                    if (!Allows(person, holder, row.Sale.CustomerId))
                        violations.Add($"{transaction} of {person.Id} ({holder}, {person.Pseudonym}) is held by {row.Sale.CustomerId}");
        }
    }

    /// <summary>
    /// Customers whose id must not appear anywhere: their erasure was acknowledged, and no entry of the ledger has their id.
    /// </summary>
    public IReadOnlyList<Person> Gone(IEnumerable<LedgerRow> rows)
    {
        HashSet<string?> held = [.. rows.Select(row => row.Sale.CustomerId)];
        return [.. people.Where(person => person.Pseudonym is not null && !held.Contains(person.Id))];
    }

    /// <param name="place">The name of the place that stores the text, for messages.</param>
    /// <param name="text">The stored text.</param>
    /// <param name="gone">See <see cref="Gone"/>.</param>
    /// <param name="violations">Receives the ids and names that must no longer be stored.</param>
    public void Search(string place, string text, IReadOnlySet<string> gone, Violations violations)
    {
        foreach (Match match in IdOrName().Matches(text))
        {
            string id = match.Groups["id"].Value;
            if (!_byId.TryGetValue(id, out Person? person) || person.Pseudonym is null) continue;
            if (gone.Contains(id) || match.Groups["name"].Success) violations.Add($"{place} still has \"{match.Value}\"");
        }
    }

    private static bool Allows(Person person, Holder holder, string? held) =>
        (held == person.Id && holder != Holder.Pseudonym)
        || (held is not null && held == person.Pseudonym && holder != Holder.Own);

    [GeneratedRegex("(?<name>Name of )?(?<id>person [a-z]+-[0-9]+-[0-9]+)")]
    private static partial Regex IdOrName();
}
