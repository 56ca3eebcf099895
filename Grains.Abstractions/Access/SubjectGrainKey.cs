namespace RetailGrains.Access;

/// <summary>
/// Grains of access control. Keys have a prefix with letters beyond F, because the ADO.NET grain storage takes keys that look like
/// hexadecimal numbers for numbers, and different ones could share a row.
/// </summary>
public static class SubjectGrainKey
{
    /// <summary>Begins the key of an address's guard.</summary>
    public const string AddressPrefix = "from/";

    /// <summary>How long who signs in waits for one of them: a silo that dies does not answer at all.</summary>
    internal const string Patience = "00:00:10";

    private const string SubjectPrefix = "subject/";
    private const string Accounts = "subjects/accounts";
    private const string Clients = "subjects/clients";

    /// <summary>The grain of an account or a client.</summary>
    public static ISubjectGrain GetSubject(this IGrainFactory grains, string id) => Of(grains).GetGrain<ISubjectGrain>(SubjectPrefix + id);

    /// <summary>All accounts, or all clients: the kind that this id is of.</summary>
    public static ISubjectDirectoryGrain GetSubjects(this IGrainFactory grains, bool clients) =>
        Of(grains).GetGrain<ISubjectDirectoryGrain>(clients ? Clients : Accounts);

    /// <summary>What slows down an address.</summary>
    public static ISignInGuardGrain GetAddressGuard(this IGrainFactory grains, string address) =>
        Of(grains).GetGrain<ISignInGuardGrain>(AddressPrefix + address);

    /// <summary>What slows down those who try a subject's secret.</summary>
    public static ISignInGuardGrain GetSubjectGuard(this IGrainFactory grains, string id) =>
        Of(grains).GetGrain<ISignInGuardGrain>(SubjectPrefix + id);

    private static IGrainFactory Of(IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains;
    }
}
