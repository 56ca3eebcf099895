namespace RetailGrains.Access;

/// <summary>
/// Access to the grains of access control. Keys have a prefix with letters beyond F: the ADO.NET grain storage parses keys that look like
/// hexadecimal numbers as numbers, so that different keys could share a row.
/// </summary>
public static class SubjectGrainKey
{
    /// <summary>The prefix of the key of an address's guard.</summary>
    public const string AddressPrefix = "from/";

    /// <summary>How long a sign-in waits for one of these grains: a silo that dies never answers.</summary>
    internal const string CallTimeout = "00:00:10";

    private const string SubjectPrefix = "subject/";
    private const string Accounts = "subjects/accounts";
    private const string Clients = "subjects/clients";

    /// <summary>Returns the grain of an account or a client.</summary>
    public static ISubjectGrain GetSubject(this IGrainFactory grains, string id) => Of(grains).GetGrain<ISubjectGrain>(SubjectPrefix + id);

    /// <summary>Returns the directory of clients or of accounts.</summary>
    public static ISubjectDirectoryGrain GetSubjects(this IGrainFactory grains, bool clients) =>
        Of(grains).GetGrain<ISubjectDirectoryGrain>(clients ? Clients : Accounts);

    /// <summary>Returns the sign-in guard of an address.</summary>
    public static ISignInGuardGrain GetAddressGuard(this IGrainFactory grains, string address) =>
        Of(grains).GetGrain<ISignInGuardGrain>(AddressPrefix + address);

    /// <summary>Returns the sign-in guard of a subject.</summary>
    public static ISignInGuardGrain GetSubjectGuard(this IGrainFactory grains, string id) =>
        Of(grains).GetGrain<ISignInGuardGrain>(SubjectPrefix + id);

    private static IGrainFactory Of(IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains;
    }
}
