namespace RetailGrains.Access;

/// <summary>An account of a person or a client of a program: what a token can be about.</summary>
/// <param name="Id">An account's name, or a client's id; see <see cref="SubjectRules"/>.</param>
/// <param name="Title">What a client is called; null for an account.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Secrets">An account's password, or a client's secrets, the newest first.</param>
[GenerateSerializer, Immutable, Alias("retail.Subject")]
public sealed record Subject(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Title,
    [property: Id(2)] string[] Roles,
    [property: Id(3)] DateTime CreatedAt,
    [property: Id(4)] SubjectSecret[] Secrets);

/// <summary>A secret, as its hash.</summary>
/// <param name="Hash">With salt, algorithm and cost in it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ValidUntil">UTC; null when it has no end.</param>
[GenerateSerializer, Immutable, Alias("retail.SubjectSecret")]
public sealed record SubjectSecret(
    [property: Id(0)] string Hash, [property: Id(1)] DateTime CreatedAt, [property: Id(2)] DateTime? ValidUntil);

/// <summary>A subject as lists show it.</summary>
/// <param name="Id">As <see cref="Subject.Id"/>.</param>
/// <param name="Title">As <see cref="Subject.Title"/>.</param>
/// <param name="Roles">As <see cref="Subject.Roles"/>.</param>
/// <param name="CreatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("retail.SubjectEntry")]
public sealed record SubjectEntry(
    [property: Id(0)] string Id, [property: Id(1)] string? Title, [property: Id(2)] string[] Roles, [property: Id(3)] DateTime CreatedAt);

/// <param name="Subject">Null when there is none.</param>
/// <param name="RevokedBefore">
/// In seconds since 1970: tokens about it that were made before are not good any more. 0 when none was revoked.
/// </param>
[GenerateSerializer, Immutable, Alias("retail.SubjectStanding")]
public readonly record struct SubjectStanding([property: Id(0)] Subject? Subject, [property: Id(1)] long RevokedBefore);

/// <summary>
/// One account or client; reach it by <see cref="SubjectGrainKey.GetSubject"/>. Only <see cref="ISubjectDirectoryGrain"/> creates and
/// deletes, so that its list is whole.
/// </summary>
[Alias("retail.ISubjectGrain")]
public interface ISubjectGrain : IGrainWithStringKey
{
    /// <summary>False when there is one already, or was <paramref name="onlyIfNew"/> and there ever was.</summary>
    [Alias("CreateAsync"), RequiresRole(Roles.Operator)]
    Task<bool> CreateAsync(Subject subject, bool onlyIfNew);

    /// <summary>Deletes it, and with it the worth of its tokens; false when there is none.</summary>
    [Alias("DeleteAsync"), RequiresRole(Roles.Operator)]
    Task<bool> DeleteAsync();

    /// <summary>What is kept of it, hashes included.</summary>
    [Alias("FindAsync"), ResponseTimeout(SubjectGrainKey.Patience), RequiresRole(CallTicket.Process)]
    ValueTask<SubjectStanding> FindAsync();

    /// <inheritdoc cref="SubjectStanding.RevokedBefore"/>
    [Alias("RevokedBeforeAsync"), ResponseTimeout(SubjectGrainKey.Patience)]
    ValueTask<long> RevokedBeforeAsync();

    /// <summary>Gives it a new secret; older ones end at the given time, if not before. Null when there is no such subject.</summary>
    [Alias("RotateAsync"), RequiresRole(Roles.Operator), Audited("subject.rotate")]
    Task<Subject?> RotateAsync(SubjectSecret next, DateTime oldValidUntil);
}

/// <summary>What came of a removal.</summary>
public enum SubjectRemoval : byte
{
    /// <summary>It is gone.</summary>
    Removed = 0,

    /// <summary>There was none.</summary>
    Unknown = 1,

    /// <summary>It is the last account of an operator, without which nobody could administer: it stays.</summary>
    LastOperator = 2,
}

/// <summary>What came of an addition.</summary>
public enum SubjectAddition : byte
{
    /// <summary>It is there.</summary>
    Added = 0,

    /// <summary>There is one with this id, or there ever was, where only a new one would do.</summary>
    Exists = 1,

    /// <summary>There are as many as the list holds.</summary>
    Full = 2,
}

/// <summary>All accounts, or all clients; reach it by <see cref="SubjectGrainKey.GetSubjects"/>.</summary>
[Alias("retail.ISubjectDirectoryGrain")]
public interface ISubjectDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Most subjects of a kind.</summary>
    const int Most = 10_000;

    /// <summary>Adds a subject.</summary>
    [Alias("AddAsync"), RequiresRole(Roles.Operator), Audited("subject.create")]
    Task<SubjectAddition> AddAsync(Subject subject, bool onlyIfNew);

    /// <summary>Removes a subject.</summary>
    [Alias("RemoveAsync"), RequiresRole(Roles.Operator), Audited("subject.delete")]
    Task<SubjectRemoval> RemoveAsync(string id);

    /// <summary>So many at most, by id, those behind <paramref name="after"/>.</summary>
    [Alias("PageAsync"), RequiresRole(Roles.Operator)]
    ValueTask<SubjectEntry[]> PageAsync(string? after, int limit);
}

/// <summary>
/// Slows down those who try secrets: one for each address and one for each subject, in memory only. Reach it by
/// <see cref="SubjectGrainKey.GetAddressGuard"/> and <see cref="SubjectGrainKey.GetSubjectGuard"/>.
/// </summary>
[Alias("retail.ISignInGuardGrain")]
public interface ISignInGuardGrain : IGrainWithStringKey
{
    /// <summary>
    /// How long to wait before a try; zero: go on. Then it counts as a failure until another is told, so that many tries at once are no
    /// way round.
    /// </summary>
    /// <param name="other">The subject that an address tries, or the address that a subject is tried from.</param>
    [Alias("BeginAsync"), ResponseTimeout(SubjectGrainKey.Patience)]
    ValueTask<TimeSpan> BeginAsync(string other);

    /// <summary>The secret was right.</summary>
    [Alias("SucceededAsync"), ResponseTimeout(SubjectGrainKey.Patience)]
    ValueTask SucceededAsync(string other);

    /// <summary>The secret was not looked at after all.</summary>
    [Alias("WithdrawAsync"), ResponseTimeout(SubjectGrainKey.Patience)]
    ValueTask WithdrawAsync(string other);
}
