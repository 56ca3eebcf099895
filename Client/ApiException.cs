namespace RetailGrains.Client;

/// <summary>An unsuccessful answer of the API.</summary>
public partial class ApiException
{
    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    /// <summary>The problem, if the answer has one.</summary>
    public Problem? Problem => (this as ApiException<Problem>)?.Result;

    /// <summary>For invalid input: messages by the path of the field, such as <c>lines[2].quantity</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FieldErrors =>
        Problem?.Errors is { } errors ? errors.ToDictionary(error => error.Key, error => error.Value) : None;

    /// <summary>When the request may be retried, if the answer has a Retry-After header.</summary>
    public TimeSpan? RetryAfter =>
        Headers.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault()
            is { } text
        && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
