using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>Binds accounts and clients to stores.</summary>
internal sealed class StoreBinding(Subjects subjects, AuditTrail auditTrail)
{
    /// <summary>The description of the endpoints.</summary>
    public const string Text =
        "The account or client then sends and reads only data of these stores; null removes the binding. If the stores change, its "
        + "earlier tokens are revoked.";

    /// <summary>Answers a request with the stores of an account or a client.</summary>
    /// <param name="http">The request.</param>
    /// <param name="subject">The account or client; null when it does not exist.</param>
    /// <param name="what">An account or a client.</param>
    /// <param name="answer">The answer after the change.</param>
    /// <param name="cancel">Cancels the request.</param>
    public async Task<IResult> PutAsync(
        HttpContext http, Subject? subject, string what, Func<Subject, IResult> answer, CancellationToken cancel)
    {
        (SubjectFields sent, Problem? refused) = await SubjectReader.StoresChange.ReadChangeAsync(http, subject, what);
        if (subject is null || refused is not null) return refused!;
        if (Refuse(subject.Roles, sent.Stores) is { } conflict) return conflict;
        string detail = $"{TextOf(subject.Stores)} to {TextOf(sent.Stores)}";
        return await auditTrail.RunAsync(http, $"{what}.stores", subject.Id, detail, ChangeAsync);

        async Task<IResult> ChangeAsync()
        {
            (Subject? changed, Problem? problem) = await subjects.ChangeStoresAsync(subject.Id, what, sent.Stores, cancel);
            return changed is null ? problem! : answer(changed);
        }
    }

    /// <summary>Returns a problem if an operator would be bound to stores; otherwise null.</summary>
    public static Problem? Refuse(string[] roles, string[]? stores) =>
        stores is not null && SubjectRules.Binding(roles) is not null ? Conflict() : null;

    /// <inheritdoc cref="Refuse"/>
    public static Problem Conflict() =>
        new(StatusCodes.Status409Conflict, "An operator cannot be bound to stores. Change the roles first, or remove the binding first.");

    /// <summary>The rights of a new account or client, for the audit.</summary>
    public static string RightsOf(string[] roles, string[]? stores) =>
        stores is null ? string.Join(", ", roles) : $"{string.Join(", ", roles)} of {TextOf(stores)}";

    private static string TextOf(string[]? stores) => stores is null ? "all stores" : string.Join(", ", stores);
}
