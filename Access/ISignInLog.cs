namespace RetailGrains.Access;

/// <summary>Where tries to sign in are recorded.</summary>
internal interface ISignInLog
{
    /// <summary>Records that an account or a client signed in.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="address">From where, as <see cref="SignIn.Network"/> has it.</param>
    Task SucceededAsync(string id, string address);

    /// <summary>Counts a try that was refused.</summary>
    /// <param name="id">Of the account or client; null when there is none of that name, or it was not looked up.</param>
    /// <param name="address">From where.</param>
    /// <param name="status">401 for a wrong secret, 429 for a try that came within a delay.</param>
    void Refused(string? id, string address, int status);
}
