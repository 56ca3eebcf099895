using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.Runtime;

namespace RetailGrains.Access;

/// <summary>
/// Issues the tickets of calls to guarded grains, and verifies them. A ticket is a token like those of callers, with a claim that makes it
/// a ticket: a caller's own token, which may be seen by others than the API, opens no grain. docs/decisions/0003-cluster-security.md
/// gives the reasons.
/// </summary>
public sealed class CallTickets : ICallVerifier
{
    private const string Use = "use";
    private const string Ticket = "ticket";
    private const string Address = "addr";
    private const string AuditRow = "audit";
    private const string Platform = "system";

    /// <summary>Longer than a call is on its way.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenIssuer _issuer;
    private readonly IOptionsMonitor<JwtBearerOptions> _tokens;

    /// <param name="issuer">Signs.</param>
    /// <param name="tokens">How tokens of this platform are verified.</param>
    public CallTickets(TokenIssuer issuer, IOptionsMonitor<JwtBearerOptions> tokens) => (_issuer, _tokens) = (issuer, tokens);

    /// <summary>The calls that follow in this flow are made for an authenticated user, or for nobody.</summary>
    /// <param name="user">Who was authenticated.</param>
    /// <param name="address">Where from.</param>
    /// <param name="auditRow">The row that puts them on record.</param>
    public void Attach(ClaimsPrincipal user, string? address, long? auditRow = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        Attach(Caller.NameOf(user) ?? "", Roles.All.Where(user.IsInRole), address, auditRow);
    }

    /// <summary>The calls that follow in this flow are made by this process itself.</summary>
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
        var claims = new Dictionary<string, object> { [Use] = Ticket };
        if (address is not null) claims[Address] = address;
        if (auditRow is { } row) claims[AuditRow] = row;
        IssuedToken ticket = _issuer.Issue(name, [.. roles, CallTicket.Process], lifetime: Lifetime, claims: claims);
        RequestContext.Set(CallTicket.Key, ticket.Text);
    }
}
