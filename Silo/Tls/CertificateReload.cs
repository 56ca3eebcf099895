using Microsoft.Extensions.Logging;
using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Silo.Tls;

/// <summary>Polls the files of every certificate. File notifications do not report that a mounted Secret's folder was replaced.</summary>
internal sealed class CertificateReload(
    IEnumerable<ReloadedCertificate> certificates, FailureMonitor failures, TimeProvider time, ILogger<CertificateReload> logger)
    : PeriodicService(Components.CertificateReloads, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override Task RunOnceAsync(CancellationToken stopping)
    {
        List<StartupException> problems = [];
        foreach (ReloadedCertificate certificate in certificates)
        {
            try
            {
                certificate.Reload(logger);
            }
            catch (StartupException e)
            {
                problems.Add(e);
            }
        }

        return problems.Count == 0
            ? Task.CompletedTask
            : throw new StartupException(string.Join(" ", problems.Select(problem => problem.Message)), problems[0]);
    }
}
