using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>Operations that accounts and clients share.</summary>
internal sealed class Subjects(IGrainFactory grains, SecretHashing hashing, Retry retry, TimeProvider time)
{
    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);

    /// <summary>Adds an account or a client; returns a problem when that fails.</summary>
    public async Task<(Subject? Subject, Problem? Problem)> AddAsync(
        string id, string? title, string[] roles, string[]? stores, string secret, CancellationToken cancel, bool onlyIfNew = false)
    {
        if (await HashAsync(id, secret, cancel) is not { } hash) return (null, Busy());
        DateTime now = Now();
        var subject = new Subject(id, title, roles, now, [new SubjectSecret(hash, now, ValidUntil: null)], stores);
        // Not retried when the outcome is unknown: the caller that created it would then be answered that it exists.
        return await grains.GetSubjects(SubjectRules.IsClientId(id)).AddAsync(subject, onlyIfNew).WaitAsync(
            retry.Timeout, time, cancel) switch
        {
            SubjectAddition.Added => (subject, null),
            SubjectAddition.Exists => (null, Exists()),
            SubjectAddition.Full => (null, new Problem(StatusCodes.Status409Conflict, "The maximum number of clients is reached.")),
            var other => throw new InvalidOperationException($"A list of subjects answered {other}."),
        };
    }

    /// <summary>The account or client, or null when there is none.</summary>
    public async Task<Subject?> FindAsync(string id, CancellationToken cancel) =>
        (await retry.ReadAsync(grains.GetSubject(id).FindAsync, cancel)).Subject;

    /// <summary>Whether there is or ever was an account or client of this id.</summary>
    public async Task<bool> HasExistedAsync(string id, CancellationToken cancel) =>
        await retry.ReadAsync(grains.GetSubject(id).FindAsync, cancel) is not { Subject: null, RevokedBefore: 0 };

    /// <summary>The page that a request asks for; a problem when the query is invalid.</summary>
    public async Task<(SubjectEntry[]? Entries, string? Next, Problem? Problem)> PageAsync(
        HttpRequest request, bool clients, CancellationToken cancel)
    {
        string list = clients ? "clients" : "accounts";
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        string? after = query.Cursor(list, parts: 1) is [var id] ? id : null;
        if (query.Problems.Any) return (null, null, Problem.BadInput(query.Problems));

        // The extra item shows whether there is a next page.
        SubjectEntry[] page = await retry.ReadAsync(() => grains.GetSubjects(clients).PageAsync(after, limit + 1), cancel);
        return page.Length > limit ? (page[..limit], Cursor.Write(list, page[limit - 1].Id), null) : (page, null, null);
    }

    public async Task<IResult> RemoveAsync(string id, string what, CancellationToken cancel) =>
        await grains.GetSubjects(SubjectRules.IsClientId(id)).RemoveAsync(id).WaitAsync(retry.Timeout, time, cancel) switch
        {
            SubjectRemoval.Removed => Results.NoContent(),
            SubjectRemoval.Unknown => Problem.NotFound(what),
            SubjectRemoval.LastOperator => LastOperator(),
            var other => throw new InvalidOperationException($"A list of subjects answered {other}."),
        };

    /// <summary>Gives a client a new secret; returns a problem when that fails.</summary>
    public async Task<(Subject? Subject, Problem? Problem)> RotateAsync(
        string id, string secret, DateTime oldValidUntil, CancellationToken cancel)
    {
        var next = new SubjectSecret(ClientSecrets.Hash(secret), Now(), ValidUntil: null);
        Subject? rotated = await grains.GetSubject(id).RotateAsync(next, oldValidUntil).WaitAsync(retry.Timeout, time, cancel);
        return rotated is null ? (null, Problem.NotFound("client")) : (rotated, null);
    }

    /// <summary>Changes an account's password, if the old one has not changed meanwhile.</summary>
    public async Task<(SubjectStanding RevocationState, Problem? Problem)> ChangePasswordAsync(
        string name, SubjectSecret old, string password, CancellationToken cancel)
    {
        if (await hashing.HashAsync(password, cancel) is not { } hash) return (default, Busy());
        var next = new SubjectSecret(hash, Now(), ValidUntil: null);
        SubjectStanding standing =
            await grains.GetSubject(name).ChangePasswordAsync(next, old.Hash).WaitAsync(retry.Timeout, time, cancel);
        return standing.Subject is null
            ? (default, new Problem(StatusCodes.Status409Conflict, "The password was changed by another request."))
            : (standing, null);
    }

    /// <summary>Changes the roles of an account or a client; returns a problem when that fails.</summary>
    public async Task<(Subject? Subject, Problem? Problem)> ChangeRolesAsync(
        string id, string what, string[] roles, CancellationToken cancel)
    {
        ISubjectDirectoryGrain directory = grains.GetSubjects(SubjectRules.IsClientId(id));
        RolesChange change = await retry.ReadAsync(() => new ValueTask<RolesChange>(directory.ChangeRolesAsync(id, roles)), cancel);
        if (change == RolesChange.LastOperator) return (null, LastOperator());
        if (change == RolesChange.IsBound) return (null, StoreBinding.Conflict());
        return change == RolesChange.Changed && await FindAsync(id, cancel) is { } changed
            ? (changed, null)
            : (null, Problem.NotFound(what));
    }

    /// <summary>Binds an account or a client to stores, or to none; returns a problem when that fails.</summary>
    public async Task<(Subject? Subject, Problem? Problem)> ChangeStoresAsync(
        string id, string what, string[]? stores, CancellationToken cancel)
    {
        ISubjectDirectoryGrain directory = grains.GetSubjects(SubjectRules.IsClientId(id));
        StoresChange change = await retry.ReadAsync(() => new ValueTask<StoresChange>(directory.ChangeStoresAsync(id, stores)), cancel);
        if (change == StoresChange.IsOperator) return (null, StoreBinding.Conflict());
        return change == StoresChange.Changed && await FindAsync(id, cancel) is { } changed
            ? (changed, null)
            : (null, Problem.NotFound(what));
    }

    public static Problem Exists() => new(StatusCodes.Status409Conflict, "An account or client with this name already exists.");

    /// <summary>A problem when a change would remove the last operator. The check comes before the change is audited.</summary>
    public async Task<Problem?> RefuseLastOperatorAsync(string account, CancellationToken cancel) =>
        await retry.ReadAsync(() => grains.GetSubjects(clients: false).IsLastOperatorAsync(account), cancel) ? LastOperator() : null;

    private static Problem LastOperator() =>
        new(StatusCodes.Status409Conflict, "This is the last operator account; without it nobody could administer the platform.");

    /// <summary>Null when too many passwords are being hashed; hashing a client's secret takes no time.</summary>
    private Task<string?> HashAsync(string id, string secret, CancellationToken cancel) =>
        SubjectRules.IsClientId(id) ? Task.FromResult<string?>(ClientSecrets.Hash(secret)) : hashing.HashAsync(secret, cancel);

    private static Problem Busy() => Problem.TooMany("Too many secrets are being hashed.", WhenBusy);

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
}
