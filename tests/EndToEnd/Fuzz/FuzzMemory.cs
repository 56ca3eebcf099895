using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.EndToEnd.Fuzz;

/// <summary>
/// Values from the answers so far, to which later calls refer, and the acknowledged sales, for the sum at the end. Thread-safe.
/// </summary>
internal sealed class FuzzMemory
{
    private const int Kept = 500;

    private readonly ConcurrentQueue<string> _positions = new(["0-0"]);
    private readonly ConcurrentQueue<string> _tags = new(["\"x\""]);
    private readonly ConcurrentQueue<string> _cursors = new(["x"]);
    private readonly ConcurrentQueue<string> _ids = new(["nobody"]);
    private readonly ConcurrentDictionary<string, Sale> _acknowledged = new();
    private readonly ConcurrentDictionary<(string Id, int Revision), FuzzRevision> _revisions = new();
    private readonly ConcurrentDictionary<string, byte> _imports = new();
    private readonly ConcurrentDictionary<string, Sale> _files = new();
    private readonly ConcurrentBag<FuzzCall> _unknown = [];
    private readonly ConcurrentQueue<(string Id, string Text)> _told = new();
    private int _invoices;
    private int _made;

    public Gen<string> Position => One(_positions);

    public Gen<string> Tag => One(_tags);

    public Gen<string> Cursor => One(_cursors);

    /// <summary>An id that was never generated before.</summary>
    public Gen<string> NewId =>
        Gen.Const(0).Select(_ => string.Create(CultureInfo.InvariantCulture, $"new-{Interlocked.Increment(ref _made)}"));

    public Gen<string> Id => Gen.Frequency((2, JsonGen.Id), (1, One(_ids)));

    /// <summary>Sales that were acknowledged as recorded, by id; not those of files and voids.</summary>
    public IReadOnlyDictionary<string, Sale> Acknowledged => _acknowledged;

    public IReadOnlyCollection<string> Imports => [.. _imports.Keys];

    /// <summary>The sales in files that may have been uploaded.</summary>
    public IReadOnlyDictionary<string, Sale> InFiles => _files;

    /// <summary>Calls that may or may not have recorded something.</summary>
    public IReadOnlyCollection<FuzzCall> Unknown => _unknown;

    /// <summary>Calls that recorded or revised a transaction, with their answers.</summary>
    public IEnumerable<string> Of(string transactionId) => _told.Where(one => one.Id == transactionId).Select(one => one.Text);

    /// <summary>A file with invoices that no other file has.</summary>
    public string NewFile(int invoices, int lines, bool broken)
    {
        var csv = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        for (int i = 0; i < invoices; i++)
        {
            string id = $"file-{Interlocked.Increment(ref _invoices).ToString(CultureInfo.InvariantCulture)}";
            Line[] sold = [.. Enumerable.Range(1, lines).Select(n => new Line("85123A", n, 0.25m * n))];
            foreach (Line line in sold)
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"{id},{line.ProductId},,{(broken && i == 0 ? "x" : line.Quantity)},2024-03-01 08:00,{line.UnitPrice},17850,shop 1\n");
            _files[id] = new Sale(id, "shop 1", "17850", "", sold);
        }

        return csv.ToString();
    }

    public void Note(FuzzCall call, Exchange answer)
    {
        if (answer.Headers.TryGetValue("ETag", out string? tag)) Keep(_tags, tag);
        if (answer.Status == 503 && call.Call.Body is not null) _unknown.Add(call);
        if (answer.Status is not (>= 200 and < 300) || answer.Body.Length == 0) return;
        Tell(call, answer);
        switch (call.Operation.Id)
        {
            case "postTransaction":
                NoteRecorded(
                answer.Json, () => SaleOf(JsonDocument.Parse(WithoutMark(call.Call.Body!)).RootElement)); break;
            case "voidTransaction": NoteRevision(answer.Json, new FuzzRevision(answer.Json.GetProperty("date").GetString(), null)); break;
            case "correctTransaction":
                NoteRevision(answer.Json, new FuzzRevision(null, SaleOf(JsonDocument.Parse(WithoutMark(call.Call.Body!)).RootElement)));
                break;
            case "postTransactions": NoteBatch(call, answer); break;
            case "postImport": _imports[answer.Json.GetProperty("importId").GetString()!] = 0; break;
            case var list when list.StartsWith("list", StringComparison.Ordinal):
                if (answer.Json.GetProperty("next").GetString() is { } next) Keep(_cursors, next);
                break;
        }
    }

    private void Tell(FuzzCall call, Exchange answer)
    {
        if (answer.MediaType != "application/json" || answer.Json.ValueKind != JsonValueKind.Object) return;
        JsonElement[] answers =
            answer.Json.TryGetProperty("results", out JsonElement results) ? [.. results.EnumerateArray()] : [answer.Json];
        foreach (JsonElement one in answers)
        {
            if (call.Call.Body is { } body && one.TryGetProperty("transactionId", out JsonElement id))
                _told.Enqueue((id.GetString()!, $"{call.Call.Path} {Encoding.UTF8.GetString(body)}: {one}"));
        }
    }

    private void NoteRecorded(JsonElement answer, Func<Sale> sale)
    {
        Keep(_positions, answer.GetProperty("position").GetString()!);
        string id = answer.GetProperty("transactionId").GetString()!;
        Keep(_ids, id);
        if (answer.GetProperty("duplicate").GetBoolean()) return;
        Acknowledge(id, sale());
        Assert.Equal(_acknowledged[id].Total, answer.GetProperty("total").GetDecimal());
    }

    /// <summary>The sales that finally count for a transaction: none, its content, or its content and the return that voids it.</summary>
    public IEnumerable<Sale> AfterRevisions(Sale recorded)
    {
        Sale content = recorded;
        string? voided = null;
        foreach (FuzzRevision revision in _revisions
            .Where(one => one.Key.Id == recorded.TransactionId).OrderBy(one => one.Key.Revision).Select(one => one.Value))
        {
            (content, voided) = (revision.Correction ?? content, revision.Voided);
        }

        // A void omits lines without a quantity, which are notes, unless there are only notes.
        Line[] sold = Array.FindAll(content.Lines, line => line.Quantity != 0);
        Line[] negated = Array.ConvertAll(
            sold.Length == 0 ? content.Lines : sold, line => line with { Quantity = -line.Quantity });
        return voided switch
        {
            null => [content],
            "original" => [],
            _ => [content, content with { Kind = "return", Lines = negated }],
        };
    }

    private void NoteRevision(JsonElement answer, FuzzRevision revision)
    {
        Keep(_positions, answer.GetProperty("position").GetString()!);
        if (answer.GetProperty("duplicate").GetBoolean()) return;
        string id = answer.GetProperty("transactionId").GetString()!;
        Assert.True(_revisions.TryAdd((id, answer.GetProperty("revision").GetInt32()), revision), $"{id} has a revision twice: {answer}");
    }

    private void NoteBatch(FuzzCall call, Exchange answer)
    {
        bool lines = answer.MediaType == "application/x-ndjson";
        JsonElement[] results = lines
            ? [.. answer.Text.TrimEnd().Split('\n').SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement)]
            : [.. answer.Json.GetProperty("results").EnumerateArray()];
        string body = Encoding.UTF8.GetString(WithoutMark(call.Call.Body!));
        // Empty lines are no items.
        string[] sent = lines
            ? [.. body.Split('\n').Where(line => line.Trim().Length > 0)]
            : [.. JsonDocument.Parse(body).RootElement.EnumerateArray().Select(item => item.GetRawText())];
        foreach (JsonElement result in results.Where(one => one.GetProperty("status").GetString() == "recorded"))
        {
            string id = result.GetProperty("transactionId").GetString()!;
            Keep(_positions, result.GetProperty("position").GetString()!);
            Acknowledge(id, SaleOf(JsonDocument.Parse(sent[result.GetProperty("index").GetInt32()].TrimStart('\uFEFF')).RootElement));
        }
    }

    private void Acknowledge(string id, Sale sale)
    {
        Assert.Equal(id, sale.TransactionId);
        Assert.True(_acknowledged.TryAdd(id, sale), $"{id} was acknowledged as new twice.");
    }

    /// <summary>Ids are recorded in Unicode's normal form; .NET's method for it needs ICU.</summary>
    internal static Sale SaleOf(JsonElement json) => new(
        IdText.Normal(json.GetProperty("transactionId").GetString()!),
        IdText.Normal(json.GetProperty("storeId").GetString()!),
        json.TryGetProperty("customerId", out JsonElement customer) && customer.GetString() is { } id ? IdText.Normal(id) : null,
        json.GetProperty("occurredAt").GetString()!,
        [.. json.GetProperty("lines").EnumerateArray().Select(line => new Line(
            IdText.Normal(line.GetProperty("productId").GetString()!), line.GetProperty("quantity").GetDecimal(),
            line.GetProperty("unitPrice").GetDecimal()))])
    {
        Kind = json.TryGetProperty("kind", out JsonElement kind) ? kind.GetString() : null,
    };

    private static byte[] WithoutMark(byte[] body) => body is [0xEF, 0xBB, 0xBF, ..] ? body[3..] : body;

    private static void Keep(ConcurrentQueue<string> queue, string value)
    {
        queue.Enqueue(value);
        if (queue.Count > Kept) queue.TryDequeue(out _);
    }

    private static Gen<string> One(ConcurrentQueue<string> queue) => Gen.Int[0, Kept].Select(at =>
    {
        string[] all = [.. queue];
        return all[at % all.Length];
    });
}

/// <summary>A revision that was acknowledged.</summary>
/// <param name="Voided">The day of a void; null of a correction.</param>
/// <param name="Correction">The content of a correction.</param>
internal sealed record FuzzRevision(string? Voided, Sale? Correction);
