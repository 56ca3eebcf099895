using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>Limits of all messages and connections between processes.</summary>
internal static class MessagingLimits
{
    /// <summary>
    /// Longer than any caller waits (10 s for a request, a minute for bulk sending, which retries), so that a late answer is never mistaken
    /// for a lost one.
    /// </summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Several times the largest message of a caller: transactions are split into messages of at most
    /// <see cref="Ledger.TransactionSize.MaxWindowBytes"/>. On a larger message, Orleans closes the connection and resends the message on
    /// the next one.
    /// </summary>
    private const int MaxBody = 64 * 1024 * 1024;

    /// <summary>Headers contain addresses and ids.</summary>
    private const int MaxHeader = 256 * 1024;

    /// <summary>Per grain: a partition has its own limit on queued lines, and an entity answers in microseconds.</summary>
    public const int MaxWaiting = 10_000;

    public static ISiloBuilder UseMessagingLimits(this ISiloBuilder silo) => silo
        .Configure<SiloMessagingOptions>(options =>
        {
            Limit(options);
            options.SystemResponseTimeout = ResponseTimeout;
            // In a cluster in trouble, placement waits for the directory's lease on the range of a dead silo.
            options.PlacementTimeout = ResponseTimeout;
        })
        .Configure<ConnectionOptions>(Limit);

    public static IClientBuilder UseMessagingLimits(this IClientBuilder client) => client
        .Configure<ClientMessagingOptions>(Limit)
        .Configure<ConnectionOptions>(Limit)
        // A new silo should soon receive its share of the calls, and a lost one none.
        .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));

    private static void Limit(MessagingOptions options)
    {
        options.ResponseTimeout = ResponseTimeout;
        options.MaxMessageBodySize = MaxBody;
        options.MaxMessageHeaderSize = MaxHeader;
    }

    private static void Limit(ConnectionOptions options)
    {
        // A healthy network connects within milliseconds; a caller that would wait longer can use another silo.
        options.OpenConnectionTimeout = TimeSpan.FromSeconds(2);
        options.ConnectionRetryDelay = TimeSpan.FromMilliseconds(500);
    }
}
