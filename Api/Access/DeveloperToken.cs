using Microsoft.Extensions.Options;
using RetailGrains.Access;

namespace RetailGrains.Api.Access;

/// <summary>
/// An operator's token for the developer at the console. Only there is one where the key was made at the start: it is good on this process,
/// which listens on this host only, and dies with it.
/// </summary>
internal sealed class DeveloperToken(IOptions<AccessOptions> access, TokenIssuer issuer)
{
    public const string Subject = "developer";

    /// <summary>How curl is told of it.</summary>
    public const string CurlHeader = "-H \"Authorization: Bearer $TOKEN\"";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>The shell's line that sets it; null where there is none.</summary>
    public string? ShellLine() =>
        access.Value.HasMadeKey ? $"export TOKEN={issuer.Issue(Subject, [Roles.Operator], lifetime: Lifetime).Text}" : null;
}
