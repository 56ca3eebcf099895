namespace RetailGrains.Client;

/// <summary>The API's address and the credentials.</summary>
public sealed class RetailClientOptions
{
    /// <summary>The API's address, such as <c>https://api.retail.example.com</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>
    /// The id of a client of the platform (<c>POST /api/v1/admin/clients</c>). With its secret, the library obtains tokens itself.
    /// </summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Returns a token before each request, instead of id and secret: for tokens of another provider.</summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; init; }

    /// <summary>The maximum number of retries after 429 or 503.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>The maximum delay before a retry. If <c>Retry-After</c> is longer, the caller receives the answer.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The timeout of one request, including its retries.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    internal void Validate()
    {
        if (!Address.IsAbsoluteUri) throw new ArgumentException($"{nameof(Address)} '{Address}' is not absolute.");
        if ((ClientId is null) != (ClientSecret is null))
            throw new ArgumentException($"{nameof(ClientId)} and {nameof(ClientSecret)} belong together.");
        if (ClientId is not null && Token is not null)
            throw new ArgumentException($"Either {nameof(ClientId)} or {nameof(Token)} is given, not both.");
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRetries);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, TimeSpan.Zero);
    }
}
