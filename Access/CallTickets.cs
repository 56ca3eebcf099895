using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.Runtime;

namespace RetailGrains.Access;

/// <summary>
/// Issues and verifies the tickets of calls to guarded grains. A ticket is a token like a caller's, with an additional claim. A caller's
/// own token opens no grain, because others than the API may see it. docs/decisions/0003-cluster-security.md gives the reasons.
/// </summary>
public sealed class CallTickets : ICallVerifier
{
    private const string Use = "use";
    private const string Ticket = "ticket";
    private const string Address = "addr";
    private const string AuditRow = "audit";
    private const string Platform = "system";

    /// <summary>A silo whose clock is off by up to two hours still accepts administrative calls.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenIssuer _issuer;
    private readonly IOptionsMonitor<JwtBearerOptions> _tokens;

    /// <param name="issuer">Signs the tickets.</param>
    /// <param name="tokens">The options that verify this platform's tokens.</param>
    public CallTickets(TokenIssuer issuer, IOptionsMonitor<JwtBearerOptions> tokens) => (_issuer, _tokens) = (issuer, tokens);

    /// <summary>Whether the claims are those of a ticket, which must not be accepted as an access token.</summary>
    internal static bool IsTicket(ClaimsPrincipal claims) => claims.HasClaim(Use, Ticket);

    /// <summary>Makes the following calls in this flow on behalf of an authenticated user, or of no user.</summary>
    /// <param name="user">The authenticated user.</param>
    /// <param name="address">The user's network address.</param>
    /// <param name="auditRow">The audit row that records the calls.</param>
    public void Attach(ClaimsPrincipal user, string? address, long? auditRow = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        Attach(Caller.NameOf(user) ?? "", Roles.All.Where(user.IsInRole), address, auditRow);
    }

    /// <summary>Makes the following calls in this flow on behalf of this process.</summary>
    public void AttachPlatform(long? auditRow = null) => Attach(Platform, [Roles.Operator], address: null, auditRow);

    /// <inheritdoc/>
    public async ValueTask<VerifiedCaller?> CallerOfAsync(string? ticket)
    {
        if (ticket is null) return null;
        TokenValidationParameters parameters = _tokens.Get(JwtBearerDefaults.AuthenticationScheme).TokenValidationParameters;
        TokenValidationResult result = await _handler.ValidateTokenAsync(ticket, parameters);
        if (!result.IsValid || result.ClaimsIdentity.FindFirst(Use)?.Value != Ticket) return null;
        ClaimsIdentity claims = result.ClaimsIdentity;
        return new VerifiedCaller(
            claims.FindFirst(RetailTokens.Subject)?.Value ?? "",
            claims.FindFirst(Address)?.Value,
            [.. claims.FindAll(RetailTokens.RoleClaim).Select(role => role.Value)],
            long.TryParse(claims.FindFirst(AuditRow)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long row) ? row : null);
    }

    private void Attach(string name, IEnumerable<string> roles, string? address, long? auditRow)
    {
        // A process that has public keys only makes no such calls: it accepts tokens, but no names and passwords.
        if (!_issuer.CanSign) return;
        var claims = new Dictionary<string, object> { [Use] = Ticket };
        if (address is not null) claims[Address] = address;
        if (auditRow is { } row) claims[AuditRow] = row;
        IssuedToken ticket = _issuer.Issue(name, [.. roles, CallTicket.Process], lifetime: Lifetime, claims: claims);
        RequestContext.Set(CallTicket.Key, ticket.Text);
    }
}
