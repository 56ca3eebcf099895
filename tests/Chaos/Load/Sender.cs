using System.Globalization;
using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>Sends sales, and stores their results in the book.</summary>
internal sealed class Sender(ApiClient api, SentBook book, Traffic traffic, Violations violations)
{
    /// <summary>Returns the position of the sale; null when the request must be retried.</summary>
    public async Task<string?> SendAsync(Sale sale, bool untilApplied = false)
    {
        book.Send(sale);
        string id = sale.TransactionId;
        Reply reply = await api.PostAsync(untilApplied ? "/transactions?wait=applied" : "/transactions", sale.ToJson());
        if (!traffic.Sort($"POST of {id}", reply, 200, 201))
        {
            // The sale is recorded, but not applied to every figure yet. This is still an acknowledgement.
            if (reply.Status == 503 && reply.Json.TryGetProperty("position", out JsonElement at))
                book.Acknowledge(id, at.GetString()!, duplicate: true);
            return null;
        }

        JsonElement answer = reply.Json;
        bool duplicate = answer.GetProperty("duplicate").GetBoolean();
        if (duplicate != (reply.Status == 200)) violations.Add($"{id} was answered with {reply.Status} and {reply.Text}");
        if (answer.GetProperty("total").GetDecimal() != sale.Total) violations.Add($"{id} comes to {sale.Total}: {reply.Text}");
        string position = answer.GetProperty("position").GetString()!;
        book.Acknowledge(id, position, duplicate);
        return position;
    }

    /// <summary>Sends a batch and returns the sales that must be retried.</summary>
    public async Task<List<Sale>> SendAsync(IReadOnlyList<Sale> batch)
    {
        foreach (Sale sale in batch) book.Send(sale);
        Reply reply = await api.PostAsync("/transactions/batch", Sale.ToJson(batch));
        if (!traffic.Sort($"POST of {batch.Count.ToString(CultureInfo.InvariantCulture)} sales", reply, 200)) return [.. batch];
        JsonElement[] results = [.. reply.Json.GetProperty("results").EnumerateArray()];
        if (results.Length != batch.Count)
        {
            violations.Add($"{batch.Count} sales have {results.Length} results");
            return [];
        }

        return [.. batch.Where((sale, i) => !IsSettled(sale, results[i]))];
    }

    /// <summary>Sends a recorded sale again with other content, which must be a conflict.</summary>
    public async Task SendAlteredAsync(Sale recorded)
    {
        SaleLine first = recorded.Lines[0];
        Sale altered = recorded with { Lines = [first with { Quantity = first.Quantity + 1000 }, .. recorded.Lines[1..]] };
        Reply reply = await api.PostAsync("/transactions", altered.ToJson());
        traffic.Sort($"POST of {recorded.TransactionId} with other content", reply, 409);
    }

    private bool IsSettled(Sale sale, JsonElement result)
    {
        string status = result.GetProperty("status").GetString()!;
        if (result.GetProperty("transactionId").GetString() != sale.TransactionId)
            violations.Add($"{sale.TransactionId} got the result {result}");
        if (status == "busy") return false;
        if (status is not ("recorded" or "duplicate")) violations.Add($"{sale.TransactionId} came to {result}");
        else book.Acknowledge(sale.TransactionId, result.GetProperty("position").GetString()!, status == "duplicate");
        return true;
    }
}
