using RetailGrains.Access;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Requests;

/// <summary>The provenance of what requests record.</summary>
internal static class RequestProvenance
{
    /// <summary>A new send of the caller. Its send id identifies it when the platform retries it.</summary>
    public static Provenance NewSend(HttpContext http) => NewSend(Caller.NameOf(http.User));

    /// <summary>A new send of an account or client.</summary>
    public static Provenance NewSend(string? sub) => new("api", sub, Guid.NewGuid());
}
