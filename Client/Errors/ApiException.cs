namespace RetailGrains.Client;

/// <summary>What an answer that is not a success says.</summary>
public partial class ApiException
{
    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    /// <summary>What went wrong, where the API says it.</summary>
    public Problem? Problem => (this as ApiException<Problem>)?.Result;

    /// <summary>For bad input: the path of each field, such as <c>lines[2].quantity</c>, with what is wrong with it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FieldErrors =>
        Problem?.Errors is { } errors ? errors.ToDictionary(error => error.Key, error => error.Value) : None;

    /// <summary>When the same request may be sent again, where the API says it.</summary>
    public TimeSpan? RetryAfter =>
        Headers.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault()
            is { } text
        && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
