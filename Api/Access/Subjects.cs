using RetailGrains.Access;
using RetailGrains.Api.Http;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>What accounts and clients have in common.</summary>
internal sealed class Subjects(IGrainFactory grains, SecretHashing hashing, Retry retry, TimeProvider time)
{
    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);

    /// <summary>Adds one; a problem when it can't be.</summary>
    public async Task<(Subject? Subject, Problem? Problem)> AddAsync(
        string id, string? title, string[] roles, string secret, CancellationToken cancel, bool onlyIfNew = false)
    {
        if (await hashing.HashAsync(secret, cancel) is not { } hash) return (null, Busy());
        DateTime now = Now();
        var subject = new Subject(id, title, roles, now, [new SubjectSecret(hash, now, ValidUntil: null)]);
        // Not tried again when its outcome is not known: the one that made it would be told that it exists.
        return await grains.GetSubjects(SubjectRules.IsClientId(id)).AddAsync(subject, onlyIfNew).WaitAsync(Retry.Patience, time, cancel) switch
        {
            SubjectAddition.Added => (subject, null),
            SubjectAddition.Exists => (null, new Problem(StatusCodes.Status409Conflict, "There is one with this name.")),
            SubjectAddition.Full => (null, new Problem(StatusCodes.Status409Conflict, "There are as many as there can be.")),
            var other => throw new InvalidOperationException($"A list of subjects answered {other}."),
        };
    }

    /// <summary>Null when there is none.</summary>
    public async Task<Subject?> FindAsync(string id, CancellationToken cancel) =>
        (await retry.ReadAsync(grains.GetSubject(id).FindAsync, cancel)).Subject;

    /// <summary>A page of the list that a request asks for; a problem when it can't be read.</summary>
    public async Task<(SubjectEntry[]? Entries, string? Next, Problem? Problem)> PageAsync(
        HttpRequest request, bool clients, CancellationToken cancel)
    {
        string list = clients ? "clients" : "accounts";
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        string? after = query.Cursor(list, parts: 1) is [var id] ? id : null;
        if (query.Problems.Any) return (null, null, Problem.BadInput(query.Problems));

        // One more than asked for tells whether there is a next page.
        SubjectEntry[] page = await retry.ReadAsync(() => grains.GetSubjects(clients).PageAsync(after, limit + 1), cancel);
        return page.Length > limit ? (page[..limit], Cursor.Write(list, page[limit - 1].Id), null) : (page, null, null);
    }

    public async Task<IResult> RemoveAsync(string id, string what, CancellationToken cancel) =>
        await grains.GetSubjects(SubjectRules.IsClientId(id)).RemoveAsync(id).WaitAsync(Retry.Patience, time, cancel) switch
        {
            SubjectRemoval.Removed => Results.NoContent(),
            SubjectRemoval.Unknown => Problem.NotFound(what),
            SubjectRemoval.LastOperator =>
                new Problem(StatusCodes.Status409Conflict, "This is the last account of an operator: without it nobody could administer."),
            var other => throw new InvalidOperationException($"A list of subjects answered {other}."),
        };

    /// <summary>Gives a client a new secret; a problem when it can't be.</summary>
    public async Task<(Subject? Subject, Problem? Problem)> RotateAsync(
        string id, string secret, DateTime oldValidUntil, CancellationToken cancel)
    {
        if (await hashing.HashAsync(secret, cancel) is not { } hash) return (null, Busy());
        var next = new SubjectSecret(hash, Now(), ValidUntil: null);
        Subject? rotated = await grains.GetSubject(id).RotateAsync(next, oldValidUntil).WaitAsync(Retry.Patience, time, cancel);
        return rotated is null ? (null, Problem.NotFound("client")) : (rotated, null);
    }

    private static Problem Busy() => Problem.TooMany("Too many secrets are being hashed.", WhenBusy);

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
}
