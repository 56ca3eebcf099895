namespace RetailGrains.Ledger;

/// <summary>Validation errors of an input: paths of fields (<c>lines[3].unitPrice</c>) with messages. Not thread-safe.</summary>
public sealed class InputProblems
{
    /// <summary>Maximum number of messages. More do not help, and a document can have tens of thousands of errors.</summary>
    public const int MaxProblems = 100;

    /// <summary>The path of the whole input.</summary>
    private const string Root = "$";

    // Created with the first problem, because most inputs have none.
    private Dictionary<string, List<string>>? _byPath;
    private int _count;

    /// <summary>Whether there is any problem.</summary>
    public bool Any => _count > 0;

    /// <summary>Number of characters of all paths and messages.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a problem; ignores those beyond <see cref="MaxProblems"/>.</summary>
    /// <param name="path">The path of the field.</param>
    /// <param name="message">The error, as the end of a sentence that begins with the field.</param>
    public void Add(string path, string message)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(message);
        if (_count >= MaxProblems) return;
        _count++;
        Length += path.Length + message.Length;
        _byPath ??= [];
        if (!_byPath.TryGetValue(path, out List<string>? messages)) _byPath[path] = messages = [];
        messages.Add(message);
    }

    /// <summary>The messages by path.</summary>
    public Dictionary<string, string[]> ToDictionary() =>
        _byPath?.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray()) ?? [];

    /// <summary>The first problem as a sentence, and the number of others: <c>storeId is required. 2 more in errors.</c></summary>
    public string Summary
    {
        get
        {
            if (_byPath is null) return string.Empty;
            (string path, List<string> messages) = _byPath.First();
            string first = $"{(path == Root ? "What was sent" : path)} {messages[0]}.";
            return _count == 1 ? first : $"{first} {_count - 1} more in errors.";
        }
    }

    /// <summary>All problems in one line, such as a reject's reason: <c>lines[3].unitPrice must be ...; storeId is required</c>.</summary>
    public override string ToString() =>
        string.Join("; ", ToDictionary().SelectMany(pair => pair.Value.Select(message => $"{pair.Key} {message}")));
}
