using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>Nothing between processes is without a bound; the reasons stand beside each.</summary>
internal static class MessagingLimits
{
    /// <summary>
    /// Longer than any caller's patience (10 s for a request, a minute for bulk sending, which sends again), shorter than anybody's belief.
    /// </summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Several times what any caller sends: transactions are cut into messages of at most <see cref="Ledger.TransactionSize.MaxWindowBytes"/>.
    /// Orleans closes the connection on a message that is larger, and sends it again on the next.
    /// </summary>
    private const int MaxBody = 64 * 1024 * 1024;

    /// <summary>Headers are addresses and ids.</summary>
    private const int MaxHeader = 256 * 1024;

    /// <summary>Of one grain: a partition has its own bound on waiting lines, and an entity answers in microseconds.</summary>
    public const int MaxWaiting = 10_000;

    public static ISiloBuilder UseMessagingLimits(this ISiloBuilder silo) => silo
        .Configure<SiloMessagingOptions>(options =>
        {
            Limit(options);
            options.SystemResponseTimeout = ResponseTimeout;
            // A silo of a cluster in trouble: placing waits for the directory's lease on what a dead silo had.
            options.PlacementTimeout = ResponseTimeout;
        })
        .Configure<ConnectionOptions>(Limit);

    public static IClientBuilder UseMessagingLimits(this IClientBuilder client) => client
        .Configure<ClientMessagingOptions>(Limit)
        .Configure<ConnectionOptions>(Limit)
        // A silo that has joined should soon have its share of the calls, and one that has gone none.
        .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));

    private static void Limit(MessagingOptions options)
    {
        options.ResponseTimeout = ResponseTimeout;
        options.MaxMessageBodySize = MaxBody;
        options.MaxMessageHeaderSize = MaxHeader;
    }

    private static void Limit(ConnectionOptions options)
    {
        // On a network that works, a connection is there within milliseconds: who waits longer could have asked another silo.
        options.OpenConnectionTimeout = TimeSpan.FromSeconds(2);
        options.ConnectionRetryDelay = TimeSpan.FromMilliseconds(500);
    }
}
