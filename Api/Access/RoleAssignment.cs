using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>Gives accounts and clients other roles.</summary>
internal sealed class RoleAssignment(Subjects subjects, AuditTrail auditTrail)
{
    /// <summary>Answers a request with the roles of an account or a client.</summary>
    /// <param name="http">The request.</param>
    /// <param name="subject">The account or client; null when it does not exist.</param>
    /// <param name="what">An account or a client.</param>
    /// <param name="answer">The answer after the change.</param>
    /// <param name="cancel">Cancels the request.</param>
    public async Task<IResult> PutAsync(
        HttpContext http, Subject? subject, string what, Func<Subject, IResult> answer, CancellationToken cancel)
    {
        (SubjectFields sent, Problem? refused) = await SubjectReader.RoleChange.ReadChangeAsync(http, subject, what);
        if (subject is null || refused is not null) return refused!;
        if (StoreBinding.Refuse(sent.Roles!, subject.Stores) is { } bound) return bound;
        if (await RefuseLastOperatorAsync(subject.Id, sent.Roles!, cancel) is { } last) return last;
        string detail = $"{string.Join(", ", subject.Roles)} to {string.Join(", ", sent.Roles!)}";
        return await auditTrail.RunAsync(http, $"{what}.roles", subject.Id, detail, ChangeAsync);

        async Task<IResult> ChangeAsync()
        {
            (Subject? changed, Problem? problem) = await subjects.ChangeRolesAsync(subject.Id, what, sent.Roles!, cancel);
            return changed is null ? problem! : answer(changed);
        }
    }

    /// <summary>Only accounts count: a client cannot administer in place of the last operator.</summary>
    private async Task<Problem?> RefuseLastOperatorAsync(string id, string[] roles, CancellationToken cancel) =>
        SubjectRules.IsClientId(id) || roles.Contains(Roles.Operator) ? null : await subjects.RefuseLastOperatorAsync(id, cancel);
}
