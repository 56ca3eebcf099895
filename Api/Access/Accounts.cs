using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>An account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Stores">The stores that it is bound to; null when it is not bound.</param>
internal sealed record AccountAnswer(string Name, IReadOnlyList<string> Roles, DateTime CreatedAt, IReadOnlyList<string>? Stores)
{
    public static AccountAnswer Of(Subject account) => new(account.Id, account.Roles, account.CreatedAt, account.Stores);
}

/// <summary>A page of accounts, by name.</summary>
internal sealed record AccountPage(IReadOnlyList<AccountAnswer> Items, string? Next);

/// <summary><c>/admin/accounts</c>: the people who may sign in with a password.</summary>
internal static class Accounts
{
    private const string Path = "/admin/accounts";

    private static AccountAnswer Example => new("ada", ["viewer"], Examples.TakenAt, Stores: ["United Kingdom"]);

    private static OpenApiParameter ByName => Parameter.Id("name", ParameterLocation.Path, "Case-insensitive.", "ada");

    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, PostAsync).ForOperators().LimitBody().Describe(
            new Operation("postAccount", Tags.Access, "Add an account")
                .Takes(
                    "application/json",
                    RequestSchemas.AccountOf,
                    """{"name": "ada", "password": "a long one", "roles": ["viewer"], "stores": ["United Kingdom"]}""")
                .Answers(201, "Created.", Example, ApiJson.Default.AccountAnswer, "Location")
                .Refuses(400, 413, 415, 429, 503)
                .Refuses(409, "The name is taken, or the maximum number of accounts is reached."));
        api.MapGet(Path, ListAsync).ForOperators().Describe(
            new Operation("listAccounts", Tags.Access, "Accounts, by name")
                .With(Parameter.Limit, Parameter.Cursor)
                .Answers(200, "A page.", new AccountPage([Example], null), ApiJson.Default.AccountPage)
                .Refuses(400, 503));
        api.MapGet(Path + "/{name}", GetAsync).ForOperators().Describe(
            new Operation("getAccount", Tags.Access, "An account")
                .With(ByName)
                .Answers(200, "The account.", Example, ApiJson.Default.AccountAnswer)
                .Refuses(404, 503));
        api.MapPut(Path + "/{name}/roles", PutRolesAsync).ForOperators().LimitBody().Describe(
            new Operation("putAccountRoles", Tags.Access, "Give an account other roles")
            {
                Description = "If the roles change, earlier tokens of the account are revoked.",
            }
                .With(ByName)
                .Takes("application/json", RequestSchemas.RolesOf, """{"roles": ["viewer"]}""")
                .Answers(200, "It has these roles.", Example, ApiJson.Default.AccountAnswer)
                .Refuses(400, 404, 413, 415, 503)
                .Refuses(409, "It is the last operator account, or it is bound to stores and cannot become an operator."));
        api.MapPut(Path + "/{name}/stores", PutStoresAsync).ForOperators().LimitBody().Describe(
            new Operation("putAccountStores", Tags.Access, "Bind an account to stores")
            {
                Description = StoreBinding.Text,
            }
                .With(ByName)
                .Takes("application/json", RequestSchemas.StoresOf, """{"stores": ["United Kingdom"]}""")
                .Answers(200, "It is bound to these stores.", Example, ApiJson.Default.AccountAnswer)
                .Refuses(400, 404, 413, 415, 503)
                .Refuses(409, "An operator account cannot be bound to stores."));
        api.MapDelete(Path + "/{name}", DeleteAsync).ForOperators().Describe(
            new Operation("deleteAccount", Tags.Access, "Delete an account")
                .With(ByName)
                .AnswersNothing(204, "Deleted; its tokens are no longer valid.")
                .Refuses(404, 503)
                .Refuses(409, "The last operator account cannot be deleted."));
    }

    private static async Task<IResult> PostAsync(HttpContext http, Subjects subjects, AuditTrail auditTrail, CancellationToken cancel)
    {
        InputProblems problems = new();
        (SubjectFields sent, Problem? refused) = await SubjectReader.Account.ReadAsync(http, problems);
        if (refused is not null) return refused;
        string? name = sent.Name is null ? null : SubjectRules.Normal(sent.Name);
        if (name is not null && SubjectRules.Name(name) is { } wrongName) problems.Add("name", wrongName);
        if (sent.Password is not null && SubjectRules.Password(sent.Password, name) is { } wrong) problems.Add("password", wrong);
        if (problems.Any) return Problem.BadInput(problems);

        if (await subjects.FindAsync(name!, cancel) is not null) return Subjects.Exists();
        return await auditTrail.RunAsync(
            http, "account.create", name!, StoreBinding.RightsOf(sent.Roles!, sent.Stores), () => AddAsync(name!, sent, subjects, cancel));
    }

    private static async Task<IResult> AddAsync(string name, SubjectFields sent, Subjects subjects, CancellationToken cancel)
    {
        (Subject? account, Problem? problem) = await subjects.AddAsync(name, title: null, sent.Roles!, sent.Stores, sent.Password!, cancel);
        return account is null
            ? problem!
            : new JsonAnswer<AccountAnswer>(
                StatusCodes.Status201Created,
                AccountAnswer.Of(account),
                ApiJson.Default.AccountAnswer)
            {
                Location = $"{Routes.Base}{Path}/{account.Id}",
            };
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Subjects subjects, CancellationToken cancel)
    {
        (SubjectEntry[]? entries, string? next, Problem? problem) = await subjects.PageAsync(request, clients: false, cancel);
        return entries is null
            ? problem!
            : JsonAnswer.Ok(
                new AccountPage(Array.ConvertAll(entries, one => new AccountAnswer(one.Id, one.Roles, one.CreatedAt, one.Stores)), next),
                ApiJson.Default.AccountPage);
    }

    private static async Task<IResult> GetAsync(string name, Subjects subjects, CancellationToken cancel) =>
        await FindAsync(name, subjects, cancel) is { } account ? AnswerOf(account) : Problem.NotFound("account");

    private static async Task<IResult> DeleteAsync(
        string name, HttpContext http, Subjects subjects, AuditTrail auditTrail, CancellationToken cancel)
    {
        if (IdOf(name) is not { } id || await subjects.FindAsync(id, cancel) is null) return Problem.NotFound("account");
        if (await subjects.RefuseLastOperatorAsync(id, cancel) is { } last) return last;
        return await auditTrail.RunAsync(http, "account.delete", id, detail: null, () => subjects.RemoveAsync(id, "account", cancel));
    }

    private static async Task<IResult> PutRolesAsync(
        string name, HttpContext http, Subjects subjects, RoleAssignment assignment, CancellationToken cancel) =>
        await assignment.PutAsync(http, await FindAsync(name, subjects, cancel), "account", AnswerOf, cancel);

    private static async Task<IResult> PutStoresAsync(
        string name, HttpContext http, Subjects subjects, StoreBinding binding, CancellationToken cancel) =>
        await binding.PutAsync(http, await FindAsync(name, subjects, cancel), "account", AnswerOf, cancel);

    private static async Task<Subject?> FindAsync(string name, Subjects subjects, CancellationToken cancel) =>
        IdOf(name) is { } id ? await subjects.FindAsync(id, cancel) : null;

    private static JsonAnswer<AccountAnswer> AnswerOf(Subject account) =>
        JsonAnswer.Ok(AccountAnswer.Of(account), ApiJson.Default.AccountAnswer);

    /// <summary>Null when the name is not a valid account name.</summary>
    private static string? IdOf(string name) => SubjectRules.Normal(name) is var id && SubjectRules.Name(id) is null ? id : null;
}
