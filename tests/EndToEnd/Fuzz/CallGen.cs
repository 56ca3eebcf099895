using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace RetailGrains.Tests.EndToEnd.Fuzz;

/// <summary>A call that was generated from the description, and what its answer is compared with.</summary>
internal sealed record FuzzCall(DescribedOperation Operation, Call Call);

/// <summary>Generates calls from the description: most are valid, and the others are invalid in some part.</summary>
internal sealed class CallGen(ApiDescription description, FuzzMemory memory)
{
    private static readonly string[] Unmodeled = ["discount", "amount", "tax", "taxRate", "currency", "originalTransactionId"];

    private static readonly Gen<string> Rubbish =
        Gen.OneOf(JsonGen.Odd, Gen.OneOfConst("x", "-1", "501", "2024-02-30", "*", "W/\"", "0-", "99-1", "1-1-1"));

    private static readonly Gen<string?> Token = Gen.Frequency(
        (94, Gen.Const((string?)TestTokens.Operator)),
        (2, Gen.OneOfConst((string?)TestTokens.Of("viewer"), TestTokens.Of("producer"), TestTokens.Of())),
        (2, Gen.OneOfConst((string?)null, "x", "a.b.c", TestTokens.Operator + "x", "~")));

    private readonly JsonGen _json = new(description, memory);

    /// <summary>A call of any operation; those that read the whole ledger are rare.</summary>
    public Gen<FuzzCall> Any =>
        Gen.Frequency(
            [
                .. description.Operations.Where(operation => operation.Id != "getLive")
                    .Select(operation => (WeightOf(operation), Of(operation))),
            ]);

    private static int WeightOf(DescribedOperation operation) => operation.Id switch
    {
        "reconcile" or "rebuildProjections" => 1,
        // Hashing a secret is slow by design.
        "postToken" or "postAccount" or "postClient" or "rotateClientSecret" => 10,
        "postImport" or "getLedger" or "getReadiness" or "getApiReadiness" => 40,
        "postTransaction" or "postTransactions" => 600,
        _ => 200,
    };

    private Gen<FuzzCall> Of(DescribedOperation operation)
    {
        Gen<(string Name, string In, string? Value)>[] parameters = [.. operation.Parameters.Select(ParameterOf)];
        Gen<List<(string Name, string In, string? Value)>> given = parameters.Aggregate(
            Gen.Const(0).Select(_ => new List<(string, string, string?)>()),
            (so, one) => Gen.Select(so, one).Select((list, parameter) => (List<(string, string, string?)>)[.. list, parameter]));
        return Gen.Select(given, BodyOf(operation), Token).Select((list, body, token) =>
        {
            var headers =
                list.Where(one => one is { In: "header", Value: not null }).ToDictionary(one => one.Name, one => Latin(one.Value!));
            if (body.Encoding is not null) headers["Content-Encoding"] = body.Encoding;
            return new FuzzCall(operation, new Call(operation.Method, PathOf(operation, list))
            {
                Token = token,
                MediaType = body.Type,
                Body = body.Content,
                Headers = headers,
            });
        });
    }

    /// <summary>
    /// Removes the fields that change a sale's total: the model here only multiplies quantities and prices. The property tests of
    /// <c>tests/Stores</c> and <c>tests/Unit</c> compute with all fields.
    /// </summary>
    private static string Plain(string json)
    {
        if (!Unmodeled.Any(name => json.Contains($"\"{name}\"", StringComparison.Ordinal))) return json;
        try
        {
            JsonNode? body = JsonNode.Parse(json);
            Remove(body);
            return body?.ToJsonString() ?? json;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // One item of a batch may be refused, and the others recorded.
            return Unmodeled.Aggregate(
                json, (text, name) => text.Replace($"\"{name}\":", $"\"other {name}\":", StringComparison.Ordinal));
        }
    }

    private static void Remove(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items) Remove(item);
        }
        else if (node is JsonObject fields)
        {
            foreach (string name in Unmodeled) fields.Remove(name);
            foreach ((_, JsonNode? value) in fields) Remove(value);
        }
    }

    private static string PathOf(DescribedOperation operation, List<(string Name, string In, string? Value)> parameters)
    {
        string path = operation.Path;
        foreach ((string name, string _, string? value) in parameters.Where(one => one.In == "path"))
            path = path.Replace($"{{{name}}}", Escaped(value!), StringComparison.Ordinal);
        string query = string.Join(
            '&',
            parameters.Where(one => one is
            {
                In: "query",
                Value: not null
            }).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>
    /// An empty segment or one with slashes would be another operation; "." and ".." are path navigation, and NUL is invalid in HTTP.
    /// </summary>
    private static string Escaped(string id)
    {
        string escaped = Uri.EscapeDataString(id.Replace('\0', '-'));
        return escaped switch { "" => "%20", "." => "%2E", ".." => "%2E%2E", "batch" => "batch%20", _ => escaped };
    }

    /// <summary>Headers are ASCII.</summary>
    private static string Latin(string value) => new([.. value.Where(c => c is >= ' ' and <= '~')]);

    private Gen<(string Name, string In, string? Value)> ParameterOf(JsonObject parameter)
    {
        string name = parameter["name"]!.GetValue<string>(), where = parameter["in"]!.GetValue<string>();
        JsonObject schema = description.Resolve(parameter["schema"]!);
        Gen<string> good = (name, where) switch
        {
            ("Retail-At-Least", _) => memory.Position,
            ("If-None-Match", _) => memory.Tag,
            ("cursor", _) => memory.Cursor,
            ("id" or "name", "path") => memory.Id,
            _ => JsonGen.Text(schema),
        };
        Gen<string> value = Gen.Frequency((9, good), (1, Rubbish));
        Gen<string?> given = value.Select(text => (string?)text);
        Gen<string?> perhaps = where == "path" ? given : Gen.Frequency((6, Gen.Const((string?)null)), (4, given));
        return perhaps.Select<string?, (string Name, string In, string? Value)>(text => (name, where, text));
    }

    private Gen<(string? Type, byte[]? Content, string? Encoding)> BodyOf(DescribedOperation operation)
    {
        if (operation.Bodies is not { } bodies) return Gen.Const(((string?)null, (byte[]?)null, (string?)null));
        Gen<(string? Type, byte[]? Content, string? Encoding)>[] kinds =
            [.. bodies.Select(body => Content(operation, body.Key, body.Value!["schema"]!))];
        return Gen.Select(
            Gen.OneOf(kinds), Gen.Int[0, 60],
            Gen.OneOfConst<string?>(null, "text/plain", "application/json; charset=utf-16", ";", "a/b/c", "application/xml"))
            .Select((body, chance, other) => chance == 0 ? (other, body.Content, body.Encoding) : body);
    }

    private Gen<(string? Type, byte[]? Content, string? Encoding)> Content(DescribedOperation operation, string type, JsonNode schema) =>
        type switch
        {
            "application/json" => _json.Body(schema).Select(
                text => ((string?)type, (byte[]?)Encoding.UTF8.GetBytes(Plain(text)), (string?)null)),
            "application/x-ndjson" => _json.Body(description["postTransaction"].Bodies!["application/json"]!["schema"]!).Array[0, 5]
                .Select(lines => ((string?)type, (byte[]?)Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(Plain))), (string?)null)),
            "application/x-www-form-urlencoded" =>
                _json.Value(schema).Select(form => ((string?)type, (byte[]?)Form(form!.AsObject()), (string?)null)),
            _ when operation.Id == "postImport" => FileOf(type),
            _ => JsonGen.Odd.Select(text => ((string?)type, (byte[]?)Encoding.UTF8.GetBytes(text), (string?)null)),
        };

    private Gen<(string? Type, byte[]? Content, string? Encoding)> FileOf(string type) =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[1, 5]).Select((invoices, how, lines) =>
        {
            byte[] csv = Encoding.UTF8.GetBytes(how == 0 ? "a;b;c\n1;2" : memory.NewFile(invoices, lines, broken: how == 1));
            byte[] content = how == 2 ? csv[..(csv.Length / 2)] : csv;
            return type switch
            {
                "application/gzip" => ((string?)type, (byte[]?)(how == 3 ? content : Zipped(content)), (string?)null),
                "multipart/form-data" => ("multipart/form-data; boundary=b", Multipart(content), null),
                _ => (type, how == 4 ? Zipped(content) : content, how == 4 ? "gzip" : null),
            };
        });

    private static byte[] Form(JsonObject fields) => Encoding.UTF8.GetBytes(string.Join(
        '&',
        fields.Where(field => field.Value is not null).Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value!.ToString())}")));

    private static byte[] Zipped(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return zipped.ToArray();
    }

    private static byte[] Multipart(byte[] content) =>
        [.. "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n"u8, .. content, .. "\r\n--b--\r\n"u8];
}
