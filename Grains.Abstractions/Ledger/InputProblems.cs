namespace RetailGrains.Ledger;

/// <summary>
/// What is wrong with something that was sent: the path of a field (<c>lines[3].unitPrice</c>) and messages. Not safe for several threads.
/// </summary>
public sealed class InputProblems
{
    /// <summary>More than this many messages help nobody, and a document can have tens of thousands.</summary>
    public const int Most = 100;

    /// <summary>The path of what was sent as a whole.</summary>
    private const string Root = "$";

    // Made with the first problem: nearly everything that is sent has none.
    private Dictionary<string, List<string>>? _byPath;
    private int _count;

    /// <summary>Something is wrong.</summary>
    public bool Any => _count > 0;

    /// <summary>Characters of all paths and messages.</summary>
    public int Length { get; private set; }

    /// <summary>Notes a problem; beyond <see cref="Most"/> they are left out.</summary>
    /// <param name="path">Of the field.</param>
    /// <param name="message">What is wrong with it, as the end of a sentence that begins with the field.</param>
    public void Add(string path, string message)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(message);
        if (_count >= Most) return;
        _count++;
        Length += path.Length + message.Length;
        _byPath ??= [];
        if (!_byPath.TryGetValue(path, out List<string>? messages)) _byPath[path] = messages = [];
        messages.Add(message);
    }

    /// <summary>The messages by path.</summary>
    public Dictionary<string, string[]> ToDictionary() =>
        _byPath?.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray()) ?? [];

    /// <summary>The first of it as a sentence, and how many more there are: <c>storeId is required. 2 more in errors.</c></summary>
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

    /// <summary>All of it in one line, such as a reject's reason: <c>lines[3].unitPrice must be ...; storeId is required</c>.</summary>
    public override string ToString() =>
        string.Join("; ", ToDictionary().SelectMany(pair => pair.Value.Select(message => $"{pair.Key} {message}")));
}
