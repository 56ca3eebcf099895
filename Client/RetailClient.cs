using RetailGrains.Client.Access;
using RetailGrains.Client.Live;
using RetailGrains.Client.Retries;

namespace RetailGrains.Client;

/// <summary>
/// The API with what a program needs around it: tokens, retries, live events. One instance serves a whole process and may be used by many
/// threads at once.
/// </summary>
public sealed class RetailClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly LiveReader _live;
    private readonly ClientCredentials? _credentials;

    /// <param name="options">Where the API is, and as whom it is called.</param>
    /// <param name="transport">Sends the requests, and is disposed with the client; the default is a new one.</param>
    /// <param name="time">The default is the system's.</param>
    public RetailClient(RetailClientOptions options, HttpMessageHandler? transport = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        time ??= TimeProvider.System;
        transport ??= new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var retries = new RetryAfterHandler(options.MaxRetries, options.MaxRetryDelay, time) { InnerHandler = transport };
        HttpMessageHandler handler = retries;
        if (options.ClientId is not null)
        {
            _credentials = new ClientCredentials(options.Address, options.ClientId, options.ClientSecret!, time);
            _credentials.SendWith(retries);
            handler = new TokenHandler(_credentials.GetAsync, _credentials.Forget) { InnerHandler = retries };
        }
        else if (options.Token is { } token)
        {
            handler = new TokenHandler((_, cancel) => token(cancel), forget: null) { InnerHandler = retries };
        }

        _http = new HttpClient(handler) { BaseAddress = options.Address, Timeout = options.Timeout };
        Api = new RetailApi(_http);
        _live = new LiveReader(_http, time);
    }

    /// <summary>Every operation of the API.</summary>
    public RetailApi Api { get; }

    /// <summary>
    /// The chain's totals and the newest transactions, about once a second while something comes in. Connects again by
    /// itself, from where it was, until <paramref name="cancel"/>; throws when the API refuses the caller.
    /// </summary>
    /// <param name="lastEventId">Continue after this event; null for from now on.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    public IAsyncEnumerable<LiveEvent> LiveAsync(string? lastEventId = null, CancellationToken cancel = default) =>
        _live.ReadAsync(lastEventId, cancel);

    public void Dispose()
    {
        _http.Dispose();
        _credentials?.Dispose();
    }
}
