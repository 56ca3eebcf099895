using System.Diagnostics.Metrics;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Backup;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Operations;

/// <summary>The metrics of a process with a store: meter <c>RetailGrains.Process</c>. docs/metrics.md describes them.</summary>
internal sealed class ProcessMeter : IDisposable
{
    public const string Name = "RetailGrains.Process";

    private static readonly string[] StoreFiles = ["retail", "documents"];

    private readonly Meter _meter;

    public ProcessMeter(
        IMeterFactory meters,
        IEnumerable<ReloadedCertificate> certificates,
        RetailStore store,
        HttpsCertificate? https = null)
        : this(meters, certificates, https, store.Folder)
    {
    }

    /// <param name="meters">Creates the meter.</param>
    /// <param name="certificates">The certificates in use.</param>
    /// <param name="https">The one of the HTTP port; null when there is none.</param>
    /// <param name="folder">The folder of the embedded store; null with PostgreSQL.</param>
    internal ProcessMeter(
        IMeterFactory meters,
        IEnumerable<ReloadedCertificate> certificates,
        HttpsCertificate? https,
        string? folder)
    {
        _meter = meters.Create(Name);
        _meter.CreateObservableGauge(
            "retail.certificate.expiry.timestamp",
            () => certificates.Select(certificate => new Measurement<double>(
                certificate.Current.Expires.ToUnixTimeSeconds(),
                new KeyValuePair<string, object?>("use", certificate == https?.Certificate ? "https" : "cluster"))),
            "s",
            "When the certificate in use expires, in seconds since 1970.");
        if (folder is null) return;
        _meter.CreateObservableGauge(
            "retail.store.free",
            () => new DriveInfo(folder).AvailableFreeSpace,
            "By",
            "Free space of the file system of the embedded store.");
        _meter.CreateObservableGauge(
            "retail.store.size",
            () => StoreFiles.Select(name => SizeOf(folder, name)),
            "By",
            "Size of a database file of the embedded store.");
        _meter.CreateObservableGauge(
            "retail.backup.completed.timestamp",
            () => LastBackup(folder),
            "s",
            "When the last backup of the embedded store ended, in seconds since 1970.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Nothing when there was none.</summary>
    private static IEnumerable<Measurement<long>> LastBackup(string folder)
    {
        if (BackupTime.Read(folder) is { } time) yield return new(time.ToUnixTimeSeconds());
    }

    /// <summary>With its write-ahead log.</summary>
    private static Measurement<long> SizeOf(string folder, string database)
    {
        FileInfo[] files = [new(Path.Combine(folder, $"{database}.db")), new(Path.Combine(folder, $"{database}.db-wal"))];
        return new(files.Sum(file => file.Exists ? file.Length : 0), new KeyValuePair<string, object?>("database", database));
    }
}
