namespace RetailGrains.Access;

/// <summary>How long sessions live.</summary>
internal static class SessionLife
{
    /// <summary>
    /// The lifetime of a refresh token: the idle time, but not beyond the session's maximum. Zero or less when the session has ended.
    /// </summary>
    /// <param name="options">The limits.</param>
    /// <param name="signedInAt">When the session began, in seconds since 1970.</param>
    /// <param name="issuedAt">When the token is issued.</param>
    public static TimeSpan Left(AccessOptions options, long signedInAt, long issuedAt)
    {
        TimeSpan left = options.SessionMax - TimeSpan.FromSeconds(issuedAt - signedInAt);
        return left < options.SessionIdle ? left : options.SessionIdle;
    }
}
