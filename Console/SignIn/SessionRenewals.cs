using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RetailGrains.Client;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>The result of a renewal.</summary>
/// <param name="Tokens">The new tokens; null when there are none.</param>
/// <param name="IsUnavailable">Whether there are none because the API or the issuer does not answer.</param>
internal sealed record RenewalResult(SessionTokens? Tokens, bool IsUnavailable)
{
    public static RenewalResult Refused { get; } = new(null, IsUnavailable: false);

    public static RenewalResult Unavailable { get; } = new(null, IsUnavailable: true);
}

/// <summary>
/// Renews sessions with the API or the external issuer. Requests with the same refresh token share one renewal, because some issuers accept
/// each refresh token only once.
/// </summary>
internal sealed class SessionRenewals(
    PlatformConnection platform, ExternalIssuer issuer, IOptions<ConsoleOptions> options, TimeProvider time, ILogger<ExternalIssuer> logger)
{
    /// <summary>Answers are kept this long for requests that a browser sent before it received the new cookies.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<Shared>> _shared = new();

    public async Task<RenewalResult> RenewAsync(HttpContext http, Renewal renewal)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string old, Lazy<Shared> one) in _shared)
            if (one.IsValueCreated && one.Value.Until <= now) _shared.TryRemove(new(old, one));
        Lazy<Shared> shared = _shared.GetOrAdd(renewal.Token, _ => new(() => new Shared(StartAsync(http, renewal), now + Retention)));
        RenewalResult result = await shared.Value.Result.WaitAsync(http.RequestAborted);
        if (result.IsUnavailable) _shared.TryRemove(new(renewal.Token, shared));
        return result;
    }

    /// <summary>A request that is aborted does not end the renewal, because others may wait for it.</summary>
    private async Task<RenewalResult> StartAsync(HttpContext http, Renewal renewal)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        return renewal.IsExternal
            ? await AskIssuerAsync(renewal, timeout.Token)
            : await AskApiAsync(platform.Connect(http), renewal, timeout.Token);
    }

    private async Task<RenewalResult> AskApiAsync(RetailApi api, Renewal renewal, CancellationToken cancel)
    {
        try
        {
            var request = new TokenRequest { Grant_type = "refresh_token", Refresh_token = renewal.Token };
            Token token = (await api.PostTokenAsync(request, cancel)).Result;
            return new RenewalResult(IssuedSession.Of(token, renewal.SignedInAt, time.GetUtcNow()), IsUnavailable: false);
        }
        catch (ApiException answer) when (answer.StatusCode is StatusCodes.Status400BadRequest or StatusCodes.Status401Unauthorized)
        {
            return RenewalResult.Refused;
        }
        catch (Exception e) when (Failure.Is(e) || e is OperationCanceledException)
        {
            return RenewalResult.Unavailable;
        }
    }

    private async Task<RenewalResult> AskIssuerAsync(Renewal renewal, CancellationToken cancel)
    {
        try
        {
            ExternalTokens tokens = await issuer.RefreshAsync(renewal.Token, cancel);
            return new RenewalResult(IssuedSession.Of(tokens, renewal.SignedInAt, options.Value, time.GetUtcNow()), IsUnavailable: false);
        }
        catch (ExternalFailure failure)
        {
            ExternalLog.LogNotRenewed(logger, options.Value.Issuer!.Authority.AbsoluteUri, failure.Reason);
            return failure.IsUnavailable ? RenewalResult.Unavailable : RenewalResult.Refused;
        }
        catch (OperationCanceledException)
        {
            return RenewalResult.Unavailable;
        }
    }

    private sealed record Shared(Task<RenewalResult> Result, DateTimeOffset Until);
}
