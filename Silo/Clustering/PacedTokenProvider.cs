using System.Net.Http.Headers;
using k8s;
using k8s.Authentication;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Limits the rate of requests to the Kubernetes API. Orleans' hosting package repeats a request that the API refuses (403) immediately and
/// without end, which would use a processor and fill the log until the Role exists. Every request reads the token first, and waits here.
/// </summary>
internal sealed class PacedTokenProvider(ITokenProvider tokens, TimeProvider time) : ITokenProvider
{
    /// <summary>A start needs four requests: read and label the own pod, list the pods, watch them.</summary>
    public const int Burst = 4;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _booked;

    /// <summary>The configuration that Kubernetes gives a pod, with paced requests.</summary>
    public static KubernetesClientConfiguration InClusterConfig()
    {
        KubernetesClientConfiguration configuration = KubernetesClientConfiguration.InClusterConfig();
        configuration.TokenProvider = new PacedTokenProvider(configuration.TokenProvider, TimeProvider.System);
        return configuration;
    }

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        TimeSpan delay = Book();
        if (delay > TimeSpan.Zero) await Task.Delay(delay, time, cancellationToken);
        return await tokens.GetAuthenticationHeaderAsync(cancellationToken);
    }

    /// <summary>Books one interval for this request.</summary>
    /// <returns>The delay after which the booked intervals fit into the burst.</returns>
    private TimeSpan Book()
    {
        lock (_gate)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            _booked = (_booked > now ? _booked : now) + Interval;
            return _booked - now - (Burst * Interval);
        }
    }
}
