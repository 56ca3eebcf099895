using System.Security.Claims;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary><c>POST /auth/password</c>: changes the caller's own password.</summary>
internal static class PostPassword
{
    public static void MapPostPassword(this IEndpointRouteBuilder api) =>
        api.MapPost("/auth/password", PostAsync).ForViewersAndProducers().ForAnyStore().LimitBody().Describe(
            new Operation("postPassword", Tags.Access, "Change the password of one's own account")
            {
                Description = "Revokes the account's earlier tokens and returns a new one.",
            }
                .Takes(
                    "application/json",
                    RequestSchemas.PasswordChangeOf,
                    """{"oldPassword": "correct horse", "newPassword": "another long one"}""")
                .Answers(
                    200, "Changed.", new TokenAnswer("eyJhbGciOi...", "Bearer", 1_800), ApiJson.Default.TokenAnswer, "Cache-Control")
                .Refuses(400, 404, 413, 415, 429, 503)
                .Refuses(409, "Another request changed the password at the same time."));

    private static async Task<IResult> PostAsync(
        HttpContext http, SignIn signIn, Subjects subjects, TokenIssuer issuer, AuditTrail auditTrail, CancellationToken cancel)
    {
        InputProblems problems = new();
        Subject? account = NameOf(http.User) is { } called ? await subjects.FindAsync(called, cancel) : null;
        if (account is null && http.Request.ContentType is null) return Problem.NotFound("account");
        (SubjectFields sent, Problem? refused) = await SubjectReader.PasswordChange.ReadAsync(http, problems);
        if (refused is not null) return refused;
        if (account is null) return Problem.NotFound("account");
        string name = account.Id;
        if (sent.NewPassword is not null && SubjectRules.Password(sent.NewPassword, name) is { } wrong) problems.Add("newPassword", wrong);
        if (sent.NewPassword is not null && sent.NewPassword == sent.OldPassword)
            problems.Add("newPassword", "must differ from the old password");
        if (problems.Any) return Problem.BadInput(problems);

        http.Response.Headers.CacheControl = "no-store";
        // As slow as signing in, so that a stolen token does not help to guess passwords.
        SignInResult result = await signIn.CheckAsync(name, sent.OldPassword!, http.Connection.RemoteIpAddress, cancel);
        if (result.Wait > TimeSpan.Zero) return Problem.TooMany("Too many failed attempts, or too many concurrent attempts.", result.Wait);
        if (result.Secret is not { } old) return Problem.BadInput("oldPassword", "is wrong");
        return await auditTrail.RunAsync(
            http, "account.password", name, detail: null, () => ChangeAsync(name, old, sent.NewPassword!, subjects, issuer, cancel));
    }

    private static async Task<IResult> ChangeAsync(
        string name, SubjectSecret old, string password, Subjects subjects, TokenIssuer issuer, CancellationToken cancel)
    {
        (SubjectStanding standing, Problem? problem) = await subjects.ChangePasswordAsync(name, old, password, cancel);
        if (standing.Subject is not { } account) return problem!;
        IssuedToken token = issuer.Issue(
            account.Id, account.Roles, standing.RevokedBefore, secret: account.Secrets[0], stores: account.Stores);
        return JsonAnswer.Ok(TokenAnswer.Of(token), ApiJson.Default.TokenAnswer);
    }

    /// <summary>The account of a token; null when the token is a client's or an external issuer's.</summary>
    private static string? NameOf(ClaimsPrincipal caller) =>
        Caller.NameOf(caller) is { } name && SubjectRules.Name(name) is null ? name : null;
}
