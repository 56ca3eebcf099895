using RetailGrains.Access;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Metrics;
using RetailGrains.Operations;
using RetailGrains.ServiceDefaults.Tracing;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Hosting;

/// <summary>The known settings.</summary>
internal static class SiloSettings
{
    /// <summary>The settings of every process that may host grains.</summary>
    public static KnownSettings Common() => new KnownSettings()
        .With("DATABASE_URL", "MIGRATION_DATABASE_URL", "RETAIL_HOME", "DATABASE_POOL_SIZE", "REDIS_URL", "LOG_LEVEL", "ORLEANS_CLUSTER_ID")
        .With("RETAIL_CURRENCY", "RETAIL_PARTITIONS")
        .With("JWT_ALGORITHM", "JWT_PRIVATE_KEY_FILE", "JWT_PUBLIC_KEY_FILE")
        .With("ACCESS_TOKEN_EXPIRE_MINUTES", "SESSION_IDLE_MINUTES", "SESSION_MAX_HOURS")
        .With([.. AccessOptions.SectionSettings])
        .With(ClusterTlsSettings.All)
        .With(TracingOptions.Names)
        .WithSection<LedgerOptions>("Ledger")
        .WithSection<ImportOptions>("Imports")
        .WithSection<MetricsOptions>("Metrics")
        .WithSection<ReconciliationOptions>("Reconciliation")
        .With("Streams:Client", "Streams:PublishRecorded", "Streams:RecordedLength").WithTime("Streams:LedgerPatience")
        .WithTime("Access:RevocationDelay");

    /// <summary>The settings of a silo in its own process.</summary>
    public static KnownSettings OfSilo { get; } = Common()
        .With("SILO_ADDRESS", "SILO_PORT", "SILO_LISTEN_PORT", "GATEWAY_PORT", "OPS_HOST", "OPS_PORT", ClusterTlsSettings.AllowPlaintext)
        .With("ORLEANS_KUBERNETES_HOSTING")
        .With(CertificateSettings.Operations.Names);
}
