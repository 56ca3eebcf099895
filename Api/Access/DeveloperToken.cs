using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Api.Access;

/// <summary>
/// An operator's token for the developer at the console. It exists only when the key was created for Development, and such a process
/// listens on this host only. The key is kept, so the token stays valid after a restart.
/// </summary>
internal sealed class DeveloperToken(IOptions<AccessOptions> access, TokenIssuer issuer, IConfiguration configuration)
{
    public const string Subject = "developer";

    /// <summary>The option that makes curl send the token.</summary>
    public const string CurlHeader = "-H \"Authorization: Bearer $TOKEN\"";

    private const string FileName = "token";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan ConsoleLifetime = TimeSpan.FromHours(12);

    /// <summary>Writes the token into RETAIL_HOME. Returns the shell command that reads it, or null when there is none.</summary>
    /// <exception cref="StartupException">The file cannot be written.</exception>
    public string? Write()
    {
        if (!access.Value.HasMadeKey) return null;
        string home = configuration.GetStoreOptions().Home;
        string path = Path.Combine(home, FileName);
        try
        {
            OwnerOnlyFile.Write(path, issuer.Issue(Subject, [Roles.Operator], lifetime: Lifetime).Text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RetailHome.CannotUse(home, e);
        }

        return $"export TOKEN=$(cat {Quoted(path)})";
    }

    /// <summary>A token for a session of the web console.</summary>
    public (string Token, TimeSpan Lifetime) IssueForConsole() =>
        (issuer.Issue(Subject, [Roles.Operator], lifetime: ConsoleLifetime).Text, ConsoleLifetime);

    /// <summary>Quotes a path for the shell.</summary>
    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-')
            ? path
            : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
