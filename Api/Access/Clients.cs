using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>A client. Its secret is shown only once, when it is created.</summary>
/// <param name="ClientId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Stores">The stores that it is bound to; null when it is not bound.</param>
internal sealed record ClientAnswer(
    string ClientId, string? Name, IReadOnlyList<string> Roles, DateTime CreatedAt, IReadOnlyList<string>? Stores)
{
    /// <summary>The secret, shown only in this answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    /// <summary>The valid secrets, newest first; omitted in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClientSecretAnswer>? Secrets { get; init; }

    public static ClientAnswer Of(SubjectEntry client) => new(client.Id, client.Title, client.Roles, client.CreatedAt, client.Stores);

    public static ClientAnswer Of(Subject client, DateTime now, string? secret = null) =>
        new(client.Id, client.Title, client.Roles, client.CreatedAt, client.Stores)
        {
            ClientSecret = secret,
            Secrets =
            [
                .. client.Secrets.Where(one => !(one.ValidUntil <= now))
                    .Select(one => new ClientSecretAnswer(one.CreatedAt, one.ValidUntil)),
            ],
        };
}

/// <summary>The times of a secret.</summary>
/// <param name="CreatedAt">When it was created, in UTC.</param>
/// <param name="ValidUntil">When it expires, in UTC; null when it does not.</param>
internal sealed record ClientSecretAnswer(DateTime CreatedAt, DateTime? ValidUntil);

/// <summary>A page of clients, by id.</summary>
internal sealed record ClientPage(IReadOnlyList<ClientAnswer> Items, string? Next);

/// <summary><c>/admin/clients</c>: programs that send and read, each with its own secret.</summary>
internal static class Clients
{
    private const string Path = "/admin/clients";
    private const int SecretBytes = 32;
    private const int IdBytes = 8;

    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(90);

    private static readonly string[] SecretHeaders = ["Location", "Cache-Control"];

    private const string ExampleId = "client-0011223344556677";

    private static ClientAnswer Example => new(ExampleId, "till 7", ["producer"], Examples.TakenAt, Stores: ["United Kingdom"])
    {
        Secrets = [new ClientSecretAnswer(Examples.TakenAt, null)],
    };

    private static ClientAnswer ExampleWithSecret => Example with { ClientSecret = "Zm9v..." };

    public static void MapClients(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, PostAsync).ForOperators().LimitBody().Describe(
            new Operation("postClient", Tags.Access, "Add a client: a program that sends or reads")
                .Takes(
                    "application/json",
                    RequestSchemas.ClientOf,
                    """{"name": "till 7", "roles": ["producer"], "stores": ["United Kingdom"]}""")
                .Answers(
                    201, "Created; the secret is shown only in this answer.", ExampleWithSecret, ApiJson.Default.ClientAnswer,
                    SecretHeaders)
                .Refuses(400, 413, 415, 429, 503)
                .Refuses(409, "The maximum number of clients is reached."));
        api.MapGet(Path, ListAsync).ForOperators().Describe(
            new Operation("listClients", Tags.Access, "Clients, by id")
                .With(Parameter.Limit, Parameter.Cursor)
                .Answers(200, "A page.", new ClientPage([Example], null), ApiJson.Default.ClientPage)
                .Refuses(400, 503));
        api.MapGet(Path + "/{id}", GetAsync).ForOperators().Describe(
            new Operation("getClient", Tags.Access, "A client")
                .Id("client", ExampleId)
                .Answers(200, "The client.", Example, ApiJson.Default.ClientAnswer)
                .Refuses(404, 503));
        api.MapPut(Path + "/{id}/roles", PutRolesAsync).ForOperators().LimitBody().Describe(
            new Operation("putClientRoles", Tags.Access, "Give a client other roles")
            {
                Description = "If the roles change, earlier tokens of the client are revoked.",
            }
                .Id("client", ExampleId)
                .Takes("application/json", RequestSchemas.RolesOf, """{"roles": ["producer"]}""")
                .Answers(200, "The roles are set.", Example, ApiJson.Default.ClientAnswer)
                .Refuses(400, 404, 413, 415, 503)
                .Refuses(409, "It is bound to stores and cannot become an operator."));
        api.MapPut(Path + "/{id}/stores", PutStoresAsync).ForOperators().LimitBody().Describe(
            new Operation("putClientStores", Tags.Access, "Bind a client to stores")
            {
                Description = StoreBinding.Text,
            }
                .Id("client", ExampleId)
                .Takes("application/json", RequestSchemas.StoresOf, """{"stores": ["United Kingdom"]}""")
                .Answers(200, "It is bound to these stores.", Example, ApiJson.Default.ClientAnswer)
                .Refuses(400, 404, 413, 415, 503)
                .Refuses(409, "The client is an operator, and operators cannot be bound to stores."));
        api.MapDelete(Path + "/{id}", DeleteAsync).ForOperators().Describe(
            new Operation("deleteClient", Tags.Access, "Delete a client")
                .Id("client", ExampleId)
                .AnswersNothing(204, "Deleted; its tokens are no longer valid.")
                .Refuses(404, 503));
        api.MapPost(Path + "/{id}/secret", RotateAsync).ForOperators().LimitBody().Describe(
            new Operation("rotateClientSecret", Tags.Access, "Give a client a new secret")
            {
                Description =
                    "The old secret, and tokens issued for it, stay valid for a day, or until the given time. The body is optional.",
            }
                .Id("client", ExampleId)
                .TakesPerhaps("application/json", RequestSchemas.RotationOf, """{"oldValidUntil": "2026-11-02T09:00:00Z"}""")
                .Answers(201, "The new secret, shown only in this answer.", ExampleWithSecret, ApiJson.Default.ClientAnswer, SecretHeaders)
                .Refuses(400, 404, 413, 415, 429, 503));
    }

    private static async Task<IResult> PostAsync(
        HttpContext http, Subjects subjects, AuditTrail auditTrail, TimeProvider time, CancellationToken cancel)
    {
        InputProblems problems = new();
        (SubjectFields sent, Problem? refused) = await SubjectReader.Client.ReadAsync(http, problems);
        if (refused is not null) return refused;
        if (sent.Name is not null && (sent.Name.Length == 0 ? "must not be empty" : TransactionRules.Text(sent.Name)) is { } wrong)
            problems.Add("name", wrong);
        if (problems.Any) return Problem.BadInput(problems);

        string id = SubjectRules.ClientPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        string what = $"{sent.Name}: {StoreBinding.RightsOf(sent.Roles!, sent.Stores)}";
        return await auditTrail.RunAsync(http, "client.create", id, what, () => AddAsync(id, sent, subjects, time, cancel));
    }

    private static async Task<IResult> AddAsync(
        string id, SubjectFields sent, Subjects subjects, TimeProvider time, CancellationToken cancel)
    {
        string secret = NewSecret();
        (Subject? client, Problem? problem) = await subjects.AddAsync(id, sent.Name, sent.Roles!, sent.Stores, secret, cancel);
        return client is null ? problem! : Created(client, secret, time);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Subjects subjects, CancellationToken cancel)
    {
        (SubjectEntry[]? entries, string? next, Problem? problem) = await subjects.PageAsync(request, clients: true, cancel);
        return entries is null
            ? problem!
            : JsonAnswer.Ok(
                new ClientPage(Array.ConvertAll(entries, ClientAnswer.Of), next),
                ApiJson.Default.ClientPage);
    }

    private static async Task<IResult> GetAsync(string id, Subjects subjects, TimeProvider time, CancellationToken cancel) =>
        await FindAsync(id, subjects, cancel) is { } client ? AnswerOf(client, time) : Problem.NotFound("client");

    private static async Task<IResult> DeleteAsync(
        string id, HttpContext http, Subjects subjects, AuditTrail auditTrail, CancellationToken cancel) =>
        SubjectRules.IsClientId(id) && await subjects.FindAsync(id, cancel) is not null
            ? await auditTrail.RunAsync(http, "client.delete", id, detail: null, () => subjects.RemoveAsync(id, "client", cancel))
            : Problem.NotFound("client");

    private static async Task<IResult> PutRolesAsync(
        string id, HttpContext http, Subjects subjects, RoleAssignment assignment, TimeProvider time, CancellationToken cancel) =>
        await assignment.PutAsync(http, await FindAsync(id, subjects, cancel), "client", client => AnswerOf(client, time), cancel);

    private static async Task<IResult> PutStoresAsync(
        string id, HttpContext http, Subjects subjects, StoreBinding binding, TimeProvider time, CancellationToken cancel) =>
        await binding.PutAsync(http, await FindAsync(id, subjects, cancel), "client", client => AnswerOf(client, time), cancel);

    private static async Task<Subject?> FindAsync(string id, Subjects subjects, CancellationToken cancel) =>
        SubjectRules.IsClientId(id) ? await subjects.FindAsync(id, cancel) : null;

    private static JsonAnswer<ClientAnswer> AnswerOf(Subject client, TimeProvider time) =>
        JsonAnswer.Ok(ClientAnswer.Of(client, time.GetUtcNow().UtcDateTime), ApiJson.Default.ClientAnswer);

    private static async Task<IResult> RotateAsync(
        string id, HttpContext http, Subjects subjects, AuditTrail auditTrail, TimeProvider time, CancellationToken cancel)
    {
        InputProblems problems = new();
        SubjectFields sent = default;
        // Without a body the old secret stays valid for a day.
        if (http.Request.ContentType is not null)
        {
            (sent, Problem? refused) = await SubjectReader.Rotation.ReadAsync(http, problems);
            if (refused is not null) return refused;
        }

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = sent.OldValidUntil ?? now + Overlap;
        if (until > now + MaxOverlap) problems.Add("oldValidUntil", "must be at most 90 days ahead");
        if (problems.Any) return Problem.BadInput(problems);
        if (!SubjectRules.IsClientId(id) || await subjects.FindAsync(id, cancel) is null) return Problem.NotFound("client");

        string what = string.Create(CultureInfo.InvariantCulture, $"older secrets expire at {until.UtcDateTime:u}");
        return await auditTrail.RunAsync(http, "client.rotate", id, what, () => NextSecretAsync(id, until, subjects, time, cancel));
    }

    private static async Task<IResult> NextSecretAsync(
        string id, DateTimeOffset until, Subjects subjects, TimeProvider time, CancellationToken cancel)
    {
        string secret = NewSecret();
        (Subject? client, Problem? problem) = await subjects.RotateAsync(id, secret, until.UtcDateTime, cancel);
        return client is null ? problem! : Created(client, secret, time);
    }

    private static JsonAnswer<ClientAnswer> Created(Subject client, string secret, TimeProvider time) => new(
        StatusCodes.Status201Created, ClientAnswer.Of(client, time.GetUtcNow().UtcDateTime, secret), ApiJson.Default.ClientAnswer)
    {
        Location = $"{Routes.Base}{Path}/{client.Id}",
        IsSecret = true,
    };

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}
