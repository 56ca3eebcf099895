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
    public string? OldPassword { get; init; }

    public string? NewPassword { get; init; }
}

/// <summary>Reads requests about accounts and clients.</summary>
internal sealed class SubjectReader(params string[] names)
{
    /// <summary>A new account; all fields are required.</summary>
    public static readonly SubjectReader Account = new("name", "password", "roles");

    /// <summary>A new client; all fields are required.</summary>
    public static readonly SubjectReader Client = new("name", "roles");

    /// <summary>A rotation; no field is required.</summary>
    public static readonly SubjectReader Rotation = new("oldValidUntil") { _required = 0 };

    /// <summary>A change of roles, which are required.</summary>
    public static readonly SubjectReader RoleChange = new("roles");

    /// <summary>A change of password; both fields are required.</summary>
    public static readonly SubjectReader PasswordChange = new("oldPassword", "newPassword");

    private readonly byte[][] _utf8 = StrictJson.Utf8(names);
    private uint _required = (1u << names.Length) - 1;

    /// <summary>Reads a request's body and adds its problems.</summary>
    public async ValueTask<(SubjectFields Fields, Problem? Problem)> ReadAsync(HttpContext http, InputProblems problems)
    {
        if (!JsonBody.IsJson(http.Request.ContentType))
            return (default, new Problem(StatusCodes.Status415UnsupportedMediaType, "This is sent as application/json."));
        SubjectFields? fields = await JsonBody.ReadAsync(
            http, (ref Utf8JsonReader reader) => Read(ref reader, problems), problems, http.RequestAborted);
        return (fields ?? default, null);
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
                _ => read with { OldValidUntil = Time(ref reader, "oldValidUntil", problems) },
            };
        }

        StrictJson.Require(seen, _required, names, JsonPath.Root, problems);
        return read;
    }

    private static string? Text(ref Utf8JsonReader reader, string field, InputProblems problems) =>
        StrictJson.Text(ref reader, JsonPath.Root, field, problems, optional: false);

    private static string[]? RolesAt(ref Utf8JsonReader reader, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, "roles", problems, "must be a list");
            return null;
        }

        List<string> roles = [];
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            // One more than the number of roles is already an error, so the rest is skipped.
            if (roles.Count > Roles.All.Count || reader.TokenType != JsonTokenType.String) reader.Skip();
            else roles.Add(StrictJson.Text(ref reader, JsonPath.Root, "roles", problems, optional: false) ?? "");
        }

        StrictJson.Note(SubjectRules.RolesOf(roles), JsonPath.Root, "roles", problems);
        return [.. roles];
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader, string field, InputProblems problems)
    {
        if (Text(ref reader, field, problems) is not { } text) return null;
        if (SaleTimeText.TryParseInstant(text, out DateTimeOffset instant)) return instant;
        problems.Add(field, "must be an ISO 8601 time such as 2010-12-01T08:26:00Z");
        return null;
    }
}
