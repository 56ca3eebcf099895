using RetailGrains.WebConsole.Ranges;

namespace RetailGrains.WebConsole.Shell;

/// <summary>The URL of the requested page. All state of a page is in it, so a link shows the same page.</summary>
internal sealed class PageRequest(IHttpContextAccessor http, TimeProvider time)
{
    public const string CurrencyParameter = "currency";

    private readonly HttpRequest _request = http.HttpContext?.Request ?? throw new InvalidOperationException("There is no request.");

    public string Path => _request.Path.Value ?? "/";

    public string PathAndQuery => _request.Path.Value + _request.QueryString.Value;

    public DateOnly Today { get; } = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>The date range, which is kept from page to page.</summary>
    public PageRange Range => PageRange.Read(Query, Today);

    /// <summary>The currency whose figures are shown, as an ISO 4217 code; null for all. It is kept from page to page.</summary>
    public string? Currency => Query(CurrencyParameter) is { Length: 3 } code && code.All(char.IsAsciiLetterUpper) ? code : null;

    /// <summary>A parameter; null when it is absent or empty.</summary>
    public string? Query(string name) => _request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The query that keeps the date range and the currency, followed by further parameters.</summary>
    public string Carried(params (string Name, string? Value)[] parameters) =>
        QueryOf([.. PageRange.Parameters.Append(CurrencyParameter).Select(name => (name, Query(name))), .. parameters]);

    /// <summary>The URL of this page with some parameters replaced; null removes one.</summary>
    public string With(params (string Name, string? Value)[] parameters) =>
        Path + QueryOf([
            .. _request.Query.Where(one => !parameters.Any(other => other.Name == one.Key))
                .Select(one => (one.Key, (string?)one.Value.ToString())),
            .. parameters,
        ]);

    /// <summary>The parameters of this page that a form must keep, except those that it sets.</summary>
    public IEnumerable<(string Name, string Value)> Kept(params string[] except) =>
        _request.Query.Where(one => !except.Contains(one.Key)).Select(one => (one.Key, one.Value.ToString()));

    public static string QueryOf(IEnumerable<(string Name, string? Value)> parameters)
    {
        string query = string.Join('&', parameters
            .Where(one => one.Value is { Length: > 0 })
            .Select(one => $"{Uri.EscapeDataString(one.Name)}={Uri.EscapeDataString(one.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }
}
