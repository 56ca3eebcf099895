using Microsoft.Extensions.Logging;
using RetailGrains.Hosting;

namespace RetailGrains.Silo.Tls;

/// <summary>A certificate that follows its files: new handshakes use the current content, as long as it is valid.</summary>
internal sealed partial class ReloadedCertificate
{
    private readonly CertificateFiles _files;
    private readonly CertificateNeeds _needs;
    private readonly TimeProvider _time;
    private volatile LoadedCertificate _current;
    private string? _lastProblem;

    /// <exception cref="StartupException">The certificate is not valid at this time.</exception>
    public ReloadedCertificate(CertificateFiles files, CertificateNeeds needs, TimeProvider time)
    {
        (_files, _needs, _time) = (files, needs, time);
        _current = files.Load(files.Read(), needs, time.GetUtcNow());
    }

    public LoadedCertificate Current => _current;

    /// <summary>Reads the files again. Invalid content leaves the certificate unchanged.</summary>
    /// <exception cref="StartupException">The content is invalid twice in a row, or the certificate in use has expired.</exception>
    public void Reload(ILogger logger)
    {
        try
        {
            CertificateText text = _files.Read();
            if (text != _current.Text) Replace(_files.Load(text, _needs, _time.GetUtcNow()), logger);
            _lastProblem = null;
        }
        catch (StartupException e) when (e.Message != _lastProblem)
        {
            // Files are replaced one after the other, so they may be consistent at the next poll.
            _lastProblem = e.Message;
        }

        if (_current.Expires < _time.GetUtcNow() && _lastProblem is null) throw _files.Unusable("has expired");
    }

    private void Replace(LoadedCertificate loaded, ILogger logger)
    {
        _current = loaded;
        LogReplaced(logger, _files, loaded.Thumbprint, loaded.Expires.UtcDateTime);
    }

    [LoggerMessage(LogLevel.Information, "{File} was replaced: new connections use the certificate {Thumbprint}, valid until {Expires:u}")]
    private static partial void LogReplaced(ILogger logger, CertificateFiles file, string thumbprint, DateTime expires);
}
