using RetailGrains.Access;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>The form of a request for a token (RFC 6749).</summary>
/// <param name="Grant">The <c>grant_type</c>.</param>
/// <param name="Id">The account or client; empty for a refresh token.</param>
/// <param name="Secret">The password, secret or refresh token.</param>
/// <param name="IsOffline">Whether a refresh token is requested too. Clients have a secret, and receive none.</param>
internal sealed record TokenForm(string Grant, string Id, string Secret, bool IsOffline)
{
    public const string Refresh = "refresh_token";
    public const string OfflineAccess = "offline_access";

    private const string Password = "password";
    private const string Client = "client_credentials";

    /// <summary>The error code of a form that cannot be read.</summary>
    public string Error => Grant is { Length: > 0 } and not (Password or Client or Refresh) ? "unsupported_grant_type" : "invalid_request";

    /// <summary>The error code of a wrong secret.</summary>
    public string Wrong => Grant == Client ? "invalid_client" : "invalid_grant";

    /// <param name="form">The form.</param>
    /// <param name="authorization">The Authorization header.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static TokenForm Read(IFormCollection form, string authorization, InputProblems problems)
    {
        string grant = form["grant_type"].ToString();
        switch (grant)
        {
            case Password:
                // Other scopes are ignored, as RFC 6749 allows: the roles of an account are not chosen by scope.
                bool isOffline = form["scope"].ToString().Split(' ').Contains(OfflineAccess);
                return new TokenForm(grant, Required("username"), Required("password"), isOffline);
            // Many OAuth 2 clients send their credentials this way by default (RFC 6749, 2.3.1).
            case Client when BasicCredentials.TryRead(authorization, out string client, out string key):
                return new TokenForm(grant, client, key, IsOffline: false);
            case Client:
                return new TokenForm(grant, Required("client_id"), Required("client_secret"), IsOffline: false);
            case Refresh:
                return new TokenForm(grant, "", Required("refresh_token"), IsOffline: true);
            default:
                problems.Add("grant_type", "must be password, client_credentials or refresh_token");
                return new TokenForm(grant, "", "", IsOffline: false);
        }

        string Required(string field)
        {
            if (form[field] is [{ Length: > 0 } value]) return value;
            problems.Add(field, "is required, once");
            return "";
        }
    }
}
