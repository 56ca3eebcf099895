using System.Text.Json;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Transactions;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>The fields of a request about an account or a client; null for those that the kind does not have.</summary>
internal readonly record struct SubjectFields(string? Name, string? Password, string[]? Roles, DateTimeOffset? OldValidUntil)
{
    /// <summary>The stores to be bound to; null for all.</summary>
    public string[]? Stores { get; init; }

    public string? OldPassword { get; init; }

    public string? NewPassword { get; init; }
}

/// <summary>Reads requests about accounts and clients.</summary>
internal sealed class SubjectReader(params string[] names)
{
    /// <summary>A new account; all fields except the stores are required.</summary>
    public static readonly SubjectReader Account = new("name", "password", "roles", "stores") { _required = 0b0111 };

    /// <summary>A new client; all fields except the stores are required.</summary>
    public static readonly SubjectReader Client = new("name", "roles", "stores") { _required = 0b011 };

    /// <summary>A rotation; no field is required.</summary>
    public static readonly SubjectReader Rotation = new("oldValidUntil") { _required = 0 };

    /// <summary>A change of roles, which are required.</summary>
    public static readonly SubjectReader RoleChange = new("roles");

    /// <summary>A change of stores, which are required, and null for all.</summary>
    public static readonly SubjectReader StoresChange = new("stores");

    /// <summary>A change of password; both fields are required.</summary>
    public static readonly SubjectReader PasswordChange = new("oldPassword", "newPassword");

    private readonly byte[][] _utf8 = StrictJson.Utf8(names);
    private uint _required = (1u << names.Length) - 1;

    /// <summary>Reads a request's body and adds its problems.</summary>
    public async ValueTask<(SubjectFields Fields, Problem? Problem)> ReadAsync(HttpContext http, InputProblems problems)
    {
        if (!JsonBody.IsJson(http.Request.ContentType))
            return (default, new Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be sent as application/json."));
        SubjectFields? fields = await JsonBody.ReadAsync(
            http, (ref Utf8JsonReader reader) => Read(ref reader, problems), problems, http.RequestAborted);
        return (fields ?? default, null);
    }

    /// <summary>Reads a request to change an account or a client; the problem is never null when it does not exist.</summary>
    /// <param name="http">The request.</param>
    /// <param name="subject">The account or client; null when it does not exist.</param>
    /// <param name="what">An account or a client.</param>
    public async ValueTask<(SubjectFields Fields, Problem? Problem)> ReadChangeAsync(HttpContext http, Subject? subject, string what)
    {
        InputProblems problems = new();
        if (subject is null && http.Request.ContentType is null) return (default, Problem.NotFound(what));
        (SubjectFields sent, Problem? refused) = await ReadAsync(http, problems);
        if (refused is null && problems.Any) refused = Problem.BadInput(problems);
        if (refused is null && subject is null) refused = Problem.NotFound(what);
        return (sent, refused);
    }

    private SubjectFields Read(ref Utf8JsonReader reader, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, "$", problems, "must be an object");
            return default;
        }

        SubjectFields read = default;
        uint seen = 0;
        while (StrictJson.NextField(ref reader, _utf8, ref seen, JsonPath.Root, problems) is var field and >= 0)
        {
            read = names[field] switch
            {
                "name" => read with { Name = Text(ref reader, "name", problems) },
                "password" => read with { Password = Text(ref reader, "password", problems) },
                "oldPassword" => read with { OldPassword = Text(ref reader, "oldPassword", problems) },
                "newPassword" => read with { NewPassword = Text(ref reader, "newPassword", problems) },
                "roles" => read with { Roles = RolesAt(ref reader, problems) },
                "stores" => read with { Stores = StoresAt(ref reader, problems) },
                _ => read with { OldValidUntil = Time(ref reader, "oldValidUntil", problems) },
            };
        }

        StrictJson.Require(seen, _required, names, JsonPath.Root, problems);
        if (read is { Roles: { } roles, Stores: not null } && SubjectRules.Binding(roles) is { } wrong) problems.Add("stores", wrong);
        return read;
    }

    private static string? Text(ref Utf8JsonReader reader, string field, InputProblems problems) =>
        StrictJson.Text(ref reader, JsonPath.Root, field, problems, optional: false);

    private static string[]? RolesAt(ref Utf8JsonReader reader, InputProblems problems)
    {
        if (ListAt(ref reader, "roles", Roles.All.Count, problems) is not { } roles) return null;
        StrictJson.Note(SubjectRules.RolesOf(roles), JsonPath.Root, "roles", problems);
        return roles;
    }

    private static string[]? StoresAt(ref Utf8JsonReader reader, InputProblems problems)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (ListAt(ref reader, "stores", StoreScope.MaxStores, problems) is not { } stores) return null;
        string[] ids = Array.ConvertAll(stores, IdText.Normal);
        StrictJson.Note(StoreScope.Problem(ids), JsonPath.Root, "stores", problems);
        return ids;
    }

    /// <summary>Reads a list of texts; anything else in it becomes an empty text, which is invalid in every list.</summary>
    private static string[]? ListAt(ref Utf8JsonReader reader, string field, int most, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, field, problems, "must be an array");
            return null;
        }

        List<string> texts = [];
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            // One more than the maximum is already an error, so the rest is skipped.
            bool isRead = texts.Count <= most && reader.TokenType == JsonTokenType.String;
            string? text = isRead ? StrictJson.Text(ref reader, JsonPath.Root, field, problems, optional: false) : null;
            if (!isRead) reader.Skip();
            if (texts.Count <= most) texts.Add(text ?? "");
        }

        return [.. texts];
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader, string field, InputProblems problems)
    {
        if (Text(ref reader, field, problems) is not { } text) return null;
        if (SaleTimeText.TryParseInstant(text, out DateTimeOffset instant)) return instant;
        problems.Add(field, "must be an ISO 8601 time such as 2010-12-01T08:26:00Z");
        return null;
    }
}
