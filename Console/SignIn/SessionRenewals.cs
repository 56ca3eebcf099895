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

    /// <summary>
    /// The maximum number of renewals that are shared. Anyone can send made-up tokens; further ones are renewed without sharing.
    /// </summary>
    private const int MaxShared = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<RenewalResult>> _shared = new(StringComparer.Ordinal);

    /// <summary>Renewals that succeeded, in the order of their ends of retention.</summary>
    private readonly Queue<(DateTimeOffset Until, string Token)> _renewed = new();

    /// <summary>Number of renewals in progress or kept.</summary>
    internal int SharedCount
    {
        get
        {
            lock (_lock) return _shared.Count;
        }
    }

    public Task<RenewalResult> RenewAsync(HttpContext http, Renewal renewal)
    {
        if (renewal.IsExternal && options.Value.Issuer is null) return Task.FromResult(RenewalResult.Refused);
        TaskCompletionSource<RenewalResult>? mine = null;
        Task<RenewalResult>? result;
        lock (_lock)
        {
            RemoveExpired();
            if (!_shared.TryGetValue(renewal.Token, out result))
            {
                mine = new TaskCompletionSource<RenewalResult>(TaskCreationOptions.RunContinuationsAsynchronously);
                result = mine.Task;
                if (_shared.Count < MaxShared) _shared.Add(renewal.Token, result);
            }
        }

        // A request that is aborted does not end the renewal, because others may wait for it.
        if (mine is not null) _ = CompleteAsync(mine, http, renewal);
        return result.WaitAsync(http.RequestAborted);
    }

    private async Task CompleteAsync(TaskCompletionSource<RenewalResult> mine, HttpContext http, Renewal renewal)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            RenewalResult result = renewal.IsExternal
                ? await AskIssuerAsync(renewal, timeout.Token)
                : await AskApiAsync(platform.Connect(http), renewal, timeout.Token);
            Release(renewal.Token, mine.Task, isKept: result.Tokens is not null);
            mine.SetResult(result);
        }
#pragma warning disable CA1031 // The requests that wait report it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Release(renewal.Token, mine.Task, isKept: false);
            mine.SetException(e);
        }
    }

    /// <summary>Keeps a success for a while; asking again after a failure gives the same answer, or a better one.</summary>
    private void Release(string token, Task<RenewalResult> result, bool isKept)
    {
        lock (_lock)
        {
            if (!_shared.TryGetValue(token, out Task<RenewalResult>? shared) || shared != result) return; // not shared
            if (isKept) _renewed.Enqueue((time.GetUtcNow() + Retention, token));
            else _shared.Remove(token);
        }
    }

    private void RemoveExpired()
    {
        while (_renewed.TryPeek(out (DateTimeOffset Until, string Token) oldest) && oldest.Until <= time.GetUtcNow())
            _shared.Remove(_renewed.Dequeue().Token);
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
}
