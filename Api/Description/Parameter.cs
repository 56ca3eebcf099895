using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Description;

/// <summary>Parameters that several endpoints share, with the bounds that their readers apply.</summary>
internal static class Parameter
{
    public static OpenApiParameter Limit => Of("limit", "Maximum number of items of the page.", new OpenApiSchema
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = "1",
        Maximum = QueryReader.MaxLimit.ToString(CultureInfo.InvariantCulture),
        Default = QueryReader.DefaultLimit,
    });

    public static OpenApiParameter Cursor => Of(
        "cursor", "The `next` of the previous page, in the same order.", new OpenApiSchema { Type = JsonSchemaType.String });

    public static OpenApiParameter Walk => Of(
        "cursor",
        "The `next` of the previous page, with the same `sort` and `q`. Paging shows every entity that existed when it began exactly once, "
        + "also while sales change the order: later pages keep the order that the list had when the second page was requested, and "
        + "show current figures. A walk that is not used for half an hour expires.",
        new OpenApiSchema { Type = JsonSchemaType.String });

    public static OpenApiParameter Wait => Of(
        "wait", "`applied`: answer when every figure includes the transaction. Default: as soon as it is recorded.", Words("applied"));

    public static OpenApiParameter From => Of("from", "First day.", Date);

    /// <summary>The day in the path.</summary>
    public static OpenApiParameter Day => new()
    {
        Name = "date",
        In = ParameterLocation.Path,
        Required = true,
        Description = "The day, in the store's time zone.",
        Schema = Date,
        Example = "2010-12-01",
    };

    public static OpenApiParameter To => Of("to", "The day after the last; not before `from`.", Date);

    /// <summary>A text parameter of the query.</summary>
    public static OpenApiParameter Text(string name, string description) => Of(
        name, description, new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = TransactionRules.MaxText });

    /// <summary>A query parameter with a fixed set of words.</summary>
    public static OpenApiParameter Word(string name, string description, string? standard, params string[] words)
    {
        OpenApiSchema schema = Words(words);
        if (standard is not null) schema.Default = standard;
        return Of(name, description, schema);
    }

    public const string UtcTime = "ISO 8601; without an offset it is UTC. A date alone is its midnight.";

    public const string StoreTime =
        "ISO 8601; without an offset it is in the time zone of the store that `storeId` names, else UTC. A date alone is its midnight.";

    /// <summary>A query parameter with a time or a date.</summary>
    public static OpenApiParameter Instant(string name, string description, string form) => Of(name, description, new OpenApiSchema
    {
        Description = form,
        Type = JsonSchemaType.String,
        Examples = ["2010-12-01T08:26:00Z"],
    });

    public static OpenApiParameter Id(string name, ParameterLocation where, string description, string example) => new()
    {
        Name = name,
        In = where,
        Required = where == ParameterLocation.Path,
        Description = description,
        Schema = IdSchema,
        Example = example,
    };

    /// <summary>A required integer parameter.</summary>
    public static OpenApiParameter Number(string name, ParameterLocation where, string description, long least) => new()
    {
        Name = name,
        In = where,
        Required = true,
        Description = description,
        Schema =
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = least.ToString(CultureInfo.InvariantCulture) },
        Example = least,
    };

    /// <summary>A date in the path.</summary>
    public static OpenApiParameter DateInPath(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Description = description,
        Schema = Date,
        Example = "2010-12-01",
    };

    /// <summary>The header with a position that the figures must include.</summary>
    public static OpenApiParameter AtLeast => new()
    {
        Name = "Retail-At-Least",
        In = ParameterLocation.Header,
        Description = "A position that a POST returned, which the figures must include. The request waits for it; after a timeout the "
            + "answer is 503.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = PositionPattern },
    };

    /// <summary>The header with tags that the caller already has.</summary>
    public static OpenApiParameter IfNoneMatch => new()
    {
        Name = "If-None-Match",
        In = ParameterLocation.Header,
        Description = "The `ETag` of the caller's copy: if it is current, the answer is 304 without a body.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    /// <summary>The header with the last event that the listener has received.</summary>
    public static OpenApiParameter LastEventId => new()
    {
        Name = "Last-Event-ID",
        In = ParameterLocation.Header,
        Description = "The `id` of the last event received. An unknown id is ignored.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    public const string PositionPattern = "^[0-9]+-[0-9]+$";

    public static OpenApiSchema IdSchema => new()
    {
        Description =
            "Opaque and case-sensitive, compared in Unicode's form NFC. Without control characters, without white space at either "
            + "end, and not `.` or `..`.",
        Type = JsonSchemaType.String,
        MinLength = 1,
        MaxLength = TransactionRules.MaxId,
        Pattern = @"^\S(.*\S)?$",
    };

    public static OpenApiSchema Words(params string[] words) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. words.Select(word => (JsonNode)word)],
    };

    private static OpenApiSchema Date => new() { Type = JsonSchemaType.String, Format = "date", Examples = ["2010-12-01"] };

    private static OpenApiParameter Of(string name, string description, OpenApiSchema schema) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema,
    };
}
