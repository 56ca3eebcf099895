namespace RetailGrains.Client;

/// <summary>Where the API is, and as whom it is called.</summary>
public sealed class RetailClientOptions
{
    /// <summary>Address of the API, such as <c>https://api.retail.example.com</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>A client of the platform (<c>POST /api/v1/admin/clients</c>); with its secret it signs in by itself.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Gives a token instead, before each request: for tokens of another provider.</summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; init; }

    /// <summary>How often a request that was answered with 429 or 503 is sent again.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>A <c>Retry-After</c> that is longer is not waited for: the caller receives the answer.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For one request, its retries included.</summary>
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
