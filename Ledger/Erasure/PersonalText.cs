using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailGrains.Imports;

namespace RetailGrains.Ledger.Erasure;

/// <summary>
/// Replaces a customer's id and name where texts quote or contain them. In a text, only whole words are replaced: an id such as 12 does not
/// change 2012. A field that holds the id of something else is left alone: product 12 is not customer 12. Pure.
/// </summary>
/// <param name="customer">The customer.</param>
/// <param name="name">The customer's name; null when there is none.</param>
public sealed class PersonalText(ErasedCustomer customer, string? name)
{
    private const string CustomerMember = "customerId";
    private const string NoteMember = "note";

    /// <summary>The maximum number of bytes that a reason quotes of a value.</summary>
    private const int MaxQuoted = 40;

    /// <summary>
    /// The members of a transaction that hold no customer. All others are searched, because a producer may misspell a name.
    /// </summary>
    private static readonly FrozenSet<string> OtherMembers = FrozenSet.Create(
        "transactionId", "storeId", "occurredAt", "kind", "currency", "register", "cashier", "originalTransactionId", "taxIncluded",
        "method", "amount", "productId", "description", "quantity", "unitPrice", "discount", "tax", "taxRate");

    private readonly string[] _terms = [.. new[] { customer.Id, name }.Where(term => !string.IsNullOrWhiteSpace(term)).Distinct()!];

    public ErasedCustomer Customer => customer;

    public string? Name => string.IsNullOrWhiteSpace(name) ? null : name;

    /// <summary>Returns the text without the terms; the same instance when it has none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Erase(string? text)
    {
        if (string.IsNullOrEmpty(text)) return text;
        foreach (string term in _terms) text = Replace(text, term);
        return text;
    }

    /// <summary>Returns a problem of an import without the terms; an equal one when it does not name the customer.</summary>
    public ImportProblem Erase(ImportProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Func<string?, string?> erase = problem.Field.Replace(" ", string.Empty, StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "CUSTOMERID" => EraseId,
            "NOTE" => Erase,
            _ => value => value,
        };
        return problem with
        {
            Reason = EraseQuoted(problem.Reason),
            Recorded = erase(problem.Recorded),
            Sent = erase(problem.Sent),
        };
    }

    /// <summary>
    /// Returns a reason, of a dead letter or of an import's problem, without the terms. Reasons quote values, and only the beginning of a
    /// long one.
    /// </summary>
    public string EraseQuoted(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        foreach (string term in _terms)
        {
            reason = reason.Replace($"\"{term}\"", $"\"{customer.Pseudonym}\"", StringComparison.Ordinal);
            if (StartOf(term) is var start && start != term)
                reason = reason.Replace($"\"{start}...\"", $"\"{customer.Pseudonym}\"", StringComparison.Ordinal);
        }

        return reason;
    }

    /// <summary>Returns the longest part of a value that a reason quotes.</summary>
    public static string StartOf(string term) =>
        Encoding.UTF8.GetByteCount(term) <= MaxQuoted ? term : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(term).AsSpan(0, MaxQuoted));

    /// <summary>
    /// Returns the JSON of one or more transactions without the terms, and without the notes of the customer's transactions. Input that is
    /// not JSON is treated as text. Returns the same instance when nothing was changed.
    /// </summary>
    public string EraseJson(string json)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(json);
            return node is not null && EraseIn(node) ? node.ToJsonString() : json;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException) // duplicate member, lone surrogate
        {
            return Erase(json);
        }
    }

    private bool EraseIn(JsonNode node)
    {
        bool changed = false;
        switch (node)
        {
            case JsonObject members:
                if (members[CustomerMember] is JsonValue id && TextOf(id) == customer.Id)
                {
                    members[CustomerMember] = customer.Pseudonym;
                    members.Remove(NoteMember);
                    changed = true;
                }

                foreach (string member in members.Select(member => member.Key).Where(IsSearched).ToArray())
                    changed |= EraseIn(members[member], erased => members[member] = erased);
                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    int index = i;
                    changed |= EraseIn(items[index], erased => items[index] = erased);
                }

                break;
        }

        return changed;
    }

    private static bool IsSearched(string member) => member != CustomerMember && !OtherMembers.Contains(member);

    private bool EraseIn(JsonNode? node, Action<JsonNode> replace)
    {
        if (node is not JsonValue value) return node is not null && EraseIn(node);
        string text = TextOf(value);
        string erased = value.GetValueKind() == JsonValueKind.Number ? EraseId(text) : Erase(text);
        if (erased == text) return false;
        replace(JsonValue.Create(erased));
        return true;
    }

    /// <summary>A producer may send a numeric id as a number.</summary>
    private static string TextOf(JsonValue value) => value.TryGetValue(out string? text) ? text : value.ToJsonString();

    [return: NotNullIfNotNull(nameof(value))]
    private string? EraseId(string? value) => value == customer.Id ? customer.Pseudonym : value;

    private string Replace(string text, string term)
    {
        for (int at = 0; (at = text.IndexOf(term, at, StringComparison.Ordinal)) >= 0;)
        {
            int end = at + term.Length;
            bool whole = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            if (whole) text = string.Concat(text.AsSpan(0, at), customer.Pseudonym, text.AsSpan(end));
            at += whole ? customer.Pseudonym.Length : 1;
        }

        return text;
    }
}
