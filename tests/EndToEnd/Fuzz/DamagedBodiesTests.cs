using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Fuzz;

/// <summary>
/// Damaged versions of valid files and bodies: each is answered, and never with an internal error; each import ends and accounts for every
/// row; and in the end the ledger has what was acknowledged, and every figure is the sum of it. RETAIL_FUZZ_BODIES sets the number (10,000
/// with RETAIL_LONG=1), RETAIL_FUZZ_SEED the seed.
/// </summary>
public sealed class DamagedBodiesTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Usual = 600;
    private const int Many = 10_000;
    private const int Seed = 20_261_125;
    private const int Senders = 8;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly ConcurrentDictionary<string, bool> _toldIds = new();
    private long _recorded;
    private long _rowsRecorded;
    private long _unknown;

    [Fact]
    public async Task Damaged_bodies_are_refused_or_recorded_exactly_with_every_row_accounted_for()
    {
        int seed = Setting("RETAIL_FUZZ_SEED") ?? Seed;
        int count = Setting("RETAIL_FUZZ_BODIES") ?? (LongFactAttribute.IsWanted ? Many : Usual);
        Output.WriteLine($"{count} bodies, seed {seed}");
        ApiProcess api = await StartAsync(("Limits__Uploads", "1000"));
        long start = Stopwatch.GetTimestamp();
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            using var http =
                new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = AnswerTimeout };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
            for (int number; (number = Interlocked.Increment(ref next)) <= count;) await SendAsync(api, http, number, seed);
        })));
        Output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        foreach ((string answer, int times) in _answers.OrderBy(one => one.Key)) Output.WriteLine($"{answer}: {times}");
        await AssertFiguresAsync(api.Client);
    }

    private async Task SendAsync(ApiProcess api, HttpClient http, int number, int seed)
    {
        DamagedBody body = DamagedBody.Of(number, seed);
        string what = $"body {number} of seed {seed}, {body.Kind}:\n{Encoding.Latin1.GetString(body.Content)}";
        if (body.WrongLength != 0)
        {
            await SendWithWrongLengthAsync(api, body, what);
            return;
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(api.Client.Address, $"/api/v1{body.Path}"))
        { Content = new ByteArrayContent(body.Content) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", body.Type);
        if (body.Encoding is not null) request.Content.Headers.ContentEncoding.Add(body.Encoding);
        HttpStatusCode status;
        string text;
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request);
            status = response.StatusCode;
            text = await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException e) when (body.Kind == BodyKind.GzippedNdjson)
        {
            // The answer had begun when the server reached the damage, and a partial answer must not look complete.
            Note(body, "cut off");
            Interlocked.Increment(ref _unknown);
            Assert.False(api.HasExited, $"{e.Message}\n{what}");
            return;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new InvalidOperationException($"No answer to {what}\n{api.Log()}", e);
        }

        Note(body, ((int)status).ToString(CultureInfo.InvariantCulture));
        Assert.True((int)status < 500, $"{(int)status} {text} is the answer to {what}\n{api.Log()}");
        // The lines before the damage may be recorded, but the answer that would have reported them was not sent.
        if (status == HttpStatusCode.BadRequest && body.Kind == BodyKind.GzippedNdjson) Interlocked.Increment(ref _unknown);
        if ((int)status >= 300) return;
        if (body.IsImport) await FollowAsync(api.Client, JsonDocument.Parse(text).RootElement.GetProperty("importId").GetString()!, what);
        else NoteRecorded(body, text);
    }

    /// <summary>
    /// Uses a plain socket, because HttpClient cannot send a wrong length. If bytes are missing, the sending side is closed after them.
    /// </summary>
    private async Task SendWithWrongLengthAsync(ApiProcess api, DamagedBody body, string what)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(api.Client.Address.Host, api.Client.Address.Port);
        NetworkStream stream = connection.GetStream();
        string head =
            $"POST /api/v1{body.Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TestTokens.Operator}\r\nContent-Type: {body.Type}\r\n"
            + $"Content-Length: {Math.Max(0, body.Content.Length + body.WrongLength)}\r\n\r\n";
        var received = new MemoryStream();
        try
        {
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body.Content]);
            if (body.WrongLength > 0) connection.Client.Shutdown(SocketShutdown.Send);
            using var timeout = new CancellationTokenSource(AnswerTimeout);
            var piece = new byte[4096];
            while (!IsWhole(received) && await stream.ReadAsync(piece, timeout.Token) is > 0 and int read) received.Write(piece, 0, read);
        }
        catch (IOException)
        {
            // The server closed the connection without an answer, which is right for an incomplete request.
        }

        string answer = Encoding.Latin1.GetString(received.ToArray());
        string status = answer.Length > 12 ? answer[9..12] : "closed";
        Note(body, $"wrong length, {status}");
        Assert.False(status is "500", $"{answer} is the answer to wrong length {body.WrongLength} of {what}\n{api.Log()}");
        Assert.False(status is "closed" && body.WrongLength < 0, $"No answer to wrong length {body.WrongLength} of {what}\n{api.Log()}");
        if (status is not ("201" or "202")) return;
        Assert.True(body.WrongLength < 0, $"{answer} is the answer to a body that never came whole, {what}");
        string json = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split("HTTP/1.1")[0];
        if (body.IsImport) await FollowAsync(api.Client, JsonDocument.Parse(json).RootElement.GetProperty("importId").GetString()!, what);
        else NoteRecorded(body, json);
    }

    private static bool IsWhole(MemoryStream received)
    {
        string answer = Encoding.Latin1.GetString(received.ToArray());
        int head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        int length = answer.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        if (head < 0 || length < 0 || length > head) return false;
        string digits = answer[(length + 16)..answer.IndexOf('\r', length)];
        return answer.Length >= head + 4 + int.Parse(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>The import ends, and each of its rows is in one count, and each rejected one among the problems.</summary>
    private async Task FollowAsync(RetailClient client, string importId, string what)
    {
        JsonElement import = default;
        await Eventually.IsTrueAsync($"import {importId} ends, {what}", async () =>
        {
            Answer answer = await client.GetAsync($"/imports/{importId}");
            if (answer.IsSuccess) import = answer.Json;
            return answer.IsSuccess && answer["state"].GetString() != "running";
        });
        string shown = $"{import.GetRawText()}\n{what}";
        bool completed = import.GetProperty("state").GetString() == "completed";
        long rejected = Of("rowsRejected");
        Assert.True(Of("rows") == Of("rowsRecorded") + Of("rowsDuplicate") + Of("rowsConflict") + rejected + Of("rowsIgnored"), shown);
        Assert.True(Of("transactions") == Of("recorded") + Of("duplicates") + Of("conflicts"), shown);
        Interlocked.Add(ref _recorded, Of("recorded"));
        Interlocked.Add(ref _rowsRecorded, Of("rowsRecorded"));
        _answers.AddOrUpdate($"import {(completed ? "completed" : "failed")}", 1, (_, before) => before + 1);
        if (!completed) return;
        Assert.True(Of("rows") == import.GetProperty("rowsTotal").GetInt64(), shown);
        List<JsonElement> problems = await client.ListAsync($"/imports/{importId}/problems");
        long[] lines =
            [.. problems.Where(p => p.GetProperty("kind").GetString() == "rejected").Select(p => p.GetProperty("line").GetInt64())];
        Assert.True(lines.Length == rejected && lines.Distinct().Count() == rejected, shown);
        Assert.True(
            Of("conflicts") == problems.Where(p => p.GetProperty("kind").GetString() == "conflict")
                .Select(p => p.GetProperty("receipt").GetString()).Distinct().Count(),
            shown);

        long Of(string name) => import.GetProperty(name).GetInt64();
    }

    private void NoteRecorded(DamagedBody body, string text)
    {
        JsonElement[] results = body.Kind switch
        {
            BodyKind.Json => [JsonDocument.Parse(text).RootElement],
            BodyKind.JsonBatch => [.. JsonDocument.Parse(text).RootElement.GetProperty("results").EnumerateArray()],
            _ => [.. text.TrimEnd().Split('\n').SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement)],
        };
        foreach (JsonElement result in results)
        {
            bool recorded = body.Kind == BodyKind.Json
                ? !result.GetProperty("duplicate").GetBoolean()
                : result.GetProperty("status").GetString() == "recorded";
            if (!recorded) continue;
            Interlocked.Increment(ref _recorded);
            string id = result.GetProperty("transactionId").GetString()!;
            Assert.True(_toldIds.TryAdd(id, true), $"{id} was told as recorded twice.");
        }
    }

    private async Task AssertFiguresAsync(RetailClient client)
    {
        await client.WhenSettledAsync();
        List<(string Id, decimal Quantity, decimal Amount, string Product)> lines = await Store.QueryAsync(
            "SELECT transaction_id, CAST(quantity AS text), CAST(amount AS text), product_id FROM ledger_line",
            row => (row.GetString(0), Number(row.GetString(1)), Number(row.GetString(2)), row.GetString(3)));
        long transactions = lines.Select(line => line.Id).Distinct().LongCount();
        Output.WriteLine($"{transactions} transactions in the ledger, {_recorded} reported as recorded, {_unknown} answers cut off");
        // Only sales of bodies whose answer was cut off have products of JSON and were never acknowledged.
        var ofFiles = lines.Where(
            line => !_toldIds.ContainsKey(line.Id) && (_unknown == 0 || !line.Product.StartsWith("product "
                + "", StringComparison.Ordinal))).ToList();
        Assert.Equal(_rowsRecorded, ofFiles.Count);
        Assert.Equal(_recorded, _toldIds.Count + ofFiles.Select(line => line.Id).Distinct().LongCount());
        var totals = Totals.Of((await client.GetAsync("/summary")).Expect(HttpStatusCode.OK)["totals"]);
        Assert.Equal(
            (lines.Sum(line => line.Amount), lines.Sum(line => line.Quantity), lines.Count, transactions),
            (totals.NetRevenue, totals.Units, totals.Lines, totals.Transactions));
        await client.ExpectAgreementAsync();
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private void Note(DamagedBody body, string answer) => _answers.AddOrUpdate($"{body.Kind}: {answer}", 1, (_, before) => before + 1);

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
