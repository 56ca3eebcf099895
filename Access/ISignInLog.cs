using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Access;

/// <summary>Records attempts to sign in.</summary>
internal interface ISignInLog
{
    /// <summary>Records that an account or a client signed in.</summary>
    /// <param name="id">The account or client.</param>
    /// <param name="address">The caller's address, as <see cref="CallerNetwork.Of"/> returns it.</param>
    Task SucceededAsync(string id, string address);

    /// <summary>Counts a refused attempt.</summary>
    /// <param name="id">The account or client; null when there is none of that name, or when the name was not looked up.</param>
    /// <param name="address">The caller's address.</param>
    /// <param name="status">400 for a refresh token that has ended, 401 for a wrong secret, 429 for an attempt during a delay.</param>
    void Refused(string? id, string address, int status);
}
