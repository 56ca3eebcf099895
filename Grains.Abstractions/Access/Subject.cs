namespace RetailGrains.Access;

/// <summary>A person's account or a program's client: the subject of a token.</summary>
/// <param name="Id">An account's name, or a client's id; see <see cref="SubjectRules"/>.</param>
/// <param name="Title">A client's title; null for an account.</param>
/// <param name="Roles">The subject's roles.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Secrets">An account's password, or a client's secrets, newest first.</param>
/// <param name="Stores">The stores that the subject is bound to; null when it is not bound.</param>
[GenerateSerializer, Immutable, Alias("retail.Subject")]
public sealed record Subject(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Title,
    [property: Id(2)] string[] Roles,
    [property: Id(3)] DateTime CreatedAt,
    [property: Id(4)] SubjectSecret[] Secrets,
    [property: Id(5)] string[]? Stores = null);

/// <summary>The hash of a secret.</summary>
/// <param name="Hash">Includes salt, algorithm and cost.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ValidUntil">UTC; null when the secret does not expire.</param>
[GenerateSerializer, Immutable, Alias("retail.SubjectSecret")]
public sealed record SubjectSecret(
    [property: Id(0)] string Hash, [property: Id(1)] DateTime CreatedAt, [property: Id(2)] DateTime? ValidUntil);

/// <summary>A subject as an entry of a list.</summary>
/// <param name="Id">As <see cref="Subject.Id"/>.</param>
/// <param name="Title">As <see cref="Subject.Title"/>.</param>
/// <param name="Roles">As <see cref="Subject.Roles"/>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Stores">As <see cref="Subject.Stores"/>.</param>
[GenerateSerializer, Immutable, Alias("retail.SubjectEntry")]
public sealed record SubjectEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Title,
    [property: Id(2)] string[] Roles,
    [property: Id(3)] DateTime CreatedAt,
    [property: Id(4)] string[]? Stores = null);

/// <param name="Subject">Null when the subject does not exist.</param>
/// <param name="RevokedBefore">
/// Seconds since 1970. Tokens of the subject that were issued before are not valid. 0 when none was revoked.
/// </param>
[GenerateSerializer, Immutable, Alias("retail.SubjectStanding")]
public readonly record struct SubjectStanding([property: Id(0)] Subject? Subject, [property: Id(1)] long RevokedBefore);

/// <summary>Decides which tokens of a subject are valid. It holds no hashes, so any process may read it.</summary>
/// <param name="RevokedBefore">As <see cref="SubjectStanding.RevokedBefore"/>.</param>
/// <param name="Secrets">A token that was issued for another secret, or for an expired one, is not valid.</param>
[GenerateSerializer, Immutable, Alias("retail.TokenValidity")]
public readonly record struct TokenValidity([property: Id(0)] long RevokedBefore, [property: Id(1)] SecretValidity[] Secrets);

/// <summary>A secret without its hash.</summary>
/// <param name="CreatedAt">As <see cref="SubjectSecret.CreatedAt"/>, which identifies the secret in tokens.</param>
/// <param name="ValidUntil">As <see cref="SubjectSecret.ValidUntil"/>.</param>
[GenerateSerializer, Immutable, Alias("retail.SecretValidity")]
public readonly record struct SecretValidity([property: Id(0)] DateTime CreatedAt, [property: Id(1)] DateTime? ValidUntil);

/// <summary>
/// One account or client; get it by <see cref="SubjectGrainKey.GetSubject"/>. Only <see cref="ISubjectDirectoryGrain"/> creates and deletes
/// subjects, so that its list is complete.
/// </summary>
[Alias("retail.ISubjectGrain")]
public interface ISubjectGrain : IGrainWithStringKey
{
    /// <summary>Returns false when the subject exists, or when it has ever existed and <paramref name="onlyIfNew"/> is set.</summary>
    [Alias("CreateAsync"), RequiresRole(Roles.Operator)]
    Task<bool> CreateAsync(Subject subject, bool onlyIfNew);

    /// <summary>Deletes the subject, which invalidates its tokens; false when it does not exist.</summary>
    [Alias("DeleteAsync"), RequiresRole(Roles.Operator)]
    Task<bool> DeleteAsync();

    /// <summary>Returns the stored subject, hashes included.</summary>
    [Alias("FindAsync"), ResponseTimeout(SubjectGrainKey.CallTimeout), RequiresRole(CallTicket.Process)]
    ValueTask<SubjectStanding> FindAsync();

    /// <summary>Returns which tokens of the subject are valid.</summary>
    [Alias("ValidityAsync"), ResponseTimeout(SubjectGrainKey.CallTimeout)]
    ValueTask<TokenValidity> ValidityAsync();

    /// <summary>Adds a new secret. Older secrets expire at the given time at the latest. Null when the subject does not exist.</summary>
    [Alias("RotateAsync"), RequiresRole(Roles.Operator), Audited("subject.rotate")]
    Task<Subject?> RotateAsync(SubjectSecret next, DateTime oldValidUntil);

    /// <summary>
    /// Replaces the password that has this hash and revokes all earlier tokens. Returns no subject when no password has this hash.
    /// </summary>
    [Alias("ChangePasswordAsync"), RequiresRole(CallTicket.Process), Audited("subject.password")]
    Task<SubjectStanding> ChangePasswordAsync(SubjectSecret next, string oldHash);

    /// <summary>Replaces the hash of the same secret. Does nothing when the old hash is no longer stored.</summary>
    [Alias("ReplaceHashAsync"), ResponseTimeout(SubjectGrainKey.CallTimeout), RequiresRole(CallTicket.Process)]
    Task ReplaceHashAsync(string oldHash, string newHash);

    /// <summary>
    /// Changes the roles. Revokes earlier tokens if the roles differ. Null when the subject does not exist. Only
    /// <see cref="ISubjectDirectoryGrain"/> may call it.
    /// </summary>
    [Alias("ChangeRolesAsync"), RequiresRole(Roles.Operator)]
    Task<Subject?> ChangeRolesAsync(string[] roles);

    /// <summary>
    /// Binds the subject to stores, or to none when they are null. Revokes earlier tokens if the stores differ. Null when the subject does
    /// not exist. Only <see cref="ISubjectDirectoryGrain"/> may call it.
    /// </summary>
    [Alias("ChangeStoresAsync"), RequiresRole(Roles.Operator)]
    Task<Subject?> ChangeStoresAsync(string[]? stores);
}

/// <summary>The result of a change of stores.</summary>
public enum StoresChange : byte
{
    /// <summary>The subject is bound to these stores.</summary>
    Changed = 0,

    /// <summary>There is no such subject.</summary>
    Unknown = 1,

    /// <summary>The subject is an operator, and an operator is not bound to stores.</summary>
    IsOperator = 2,
}

/// <summary>The result of a change of roles.</summary>
public enum RolesChange : byte
{
    /// <summary>The subject has these roles.</summary>
    Changed = 0,

    /// <summary>There is no such subject.</summary>
    Unknown = 1,

    /// <summary>The subject is the last operator account and remains one: without it nobody could administer the platform.</summary>
    LastOperator = 2,

    /// <summary>The subject is bound to stores and cannot become an operator.</summary>
    IsBound = 3,
}

/// <summary>The result of a removal.</summary>
public enum SubjectRemoval : byte
{
    /// <summary>The subject is deleted.</summary>
    Removed = 0,

    /// <summary>The subject did not exist.</summary>
    Unknown = 1,

    /// <summary>The subject is the last operator account and is kept: without it nobody could administer the platform.</summary>
    LastOperator = 2,
}

/// <summary>The result of an addition.</summary>
public enum SubjectAddition : byte
{
    /// <summary>The subject is created.</summary>
    Added = 0,

    /// <summary>A subject with this id exists, or has existed although a new one was required.</summary>
    Exists = 1,

    /// <summary>The list is full.</summary>
    Full = 2,
}

/// <summary>The directory of all accounts, or of all clients; get it by <see cref="SubjectGrainKey.GetSubjects"/>.</summary>
[Alias("retail.ISubjectDirectoryGrain")]
public interface ISubjectDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Maximum number of subjects of a kind.</summary>
    const int MaxEntries = 10_000;

    /// <summary>Creates a subject and adds it to the list.</summary>
    [Alias("AddAsync"), RequiresRole(Roles.Operator), Audited("subject.create")]
    Task<SubjectAddition> AddAsync(Subject subject, bool onlyIfNew);

    /// <summary>Deletes a subject and removes it from the list.</summary>
    [Alias("RemoveAsync"), RequiresRole(Roles.Operator), Audited("subject.delete")]
    Task<SubjectRemoval> RemoveAsync(string id);

    /// <summary>Replaces the roles of a subject.</summary>
    [Alias("ChangeRolesAsync"), RequiresRole(Roles.Operator), Audited("subject.roles")]
    Task<RolesChange> ChangeRolesAsync(string id, string[] roles);

    /// <summary>Binds a subject to stores, or to none when they are null.</summary>
    [Alias("ChangeStoresAsync"), RequiresRole(Roles.Operator), Audited("subject.stores")]
    Task<StoresChange> ChangeStoresAsync(string id, string[]? stores);

    /// <summary>Returns whether the subject is the last operator account.</summary>
    [Alias("IsLastOperatorAsync"), RequiresRole(Roles.Operator)]
    ValueTask<bool> IsLastOperatorAsync(string id);

    /// <summary>Returns at most <paramref name="limit"/> subjects, ordered by id, that follow <paramref name="after"/>.</summary>
    [Alias("PageAsync"), RequiresRole(Roles.Operator)]
    ValueTask<SubjectEntry[]> PageAsync(string? after, int limit);
}

/// <summary>
/// Delays sign-in attempts after failures. There is one guard per address and one per subject, in memory only. Get it by
/// <see cref="SubjectGrainKey.GetAddressGuard"/> and <see cref="SubjectGrainKey.GetSubjectGuard"/>.
/// </summary>
[Alias("retail.ISignInGuardGrain")]
public interface ISignInGuardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Returns how long the caller must wait before an attempt. Zero allows the attempt and counts it as a failure until the caller reports
    /// its result, so that parallel attempts do not bypass the delay.
    /// </summary>
    /// <param name="other">An address's guard expects the subject of the attempt; a subject's guard expects the address.</param>
    [Alias("BeginAsync"), ResponseTimeout(SubjectGrainKey.CallTimeout)]
    ValueTask<TimeSpan> BeginAsync(string other);

    /// <summary>Reports that the secret was right.</summary>
    [Alias("SucceededAsync"), ResponseTimeout(SubjectGrainKey.CallTimeout)]
    ValueTask SucceededAsync(string other);

    /// <summary>Reports that the secret was not verified after all.</summary>
    [Alias("WithdrawAsync"), ResponseTimeout(SubjectGrainKey.CallTimeout)]
    ValueTask WithdrawAsync(string other);
}
