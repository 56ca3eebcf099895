using System.Collections.Concurrent;
using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>Sends voids and corrections, and stores their results.</summary>
internal sealed class Reviser(ApiClient api, Traffic traffic, Violations violations)
{
    private readonly ConcurrentDictionary<string, RevisedSale> _sales = new(StringComparer.Ordinal);
    private int _annulments;
    private int _returns;

    public IReadOnlyDictionary<string, RevisedSale> Sales => _sales;

    /// <summary>Voids on the original day that were sent. Each may have removed a transaction from the figures.</summary>
    public int Annulments => Volatile.Read(ref _annulments);

    /// <summary>Voids with today's date that were sent. Each may have added a transaction.</summary>
    public int Returns => Volatile.Read(ref _returns);

    public RevisedSale Begin(Sale sale) => _sales[sale.TransactionId] = new RevisedSale(sale);

    /// <summary>False when it is to be sent again.</summary>
    public async Task<bool> VoidAsync(RevisedSale sale, bool onOwnDay)
    {
        bool isNew = sale.BeginVoid();
        if (isNew && onOwnDay) Interlocked.Increment(ref _annulments);
        else if (isNew) Interlocked.Increment(ref _returns);
        string date = onOwnDay ? "original" : "today";
        Reply reply = await api.PostAsync($"/transactions/{Uri.EscapeDataString(sale.Id)}/void", $$"""{"date": "{{date}}"}""");
        if (!traffic.Sort($"void of {sale.Id}", reply, 200, 201)) return false;
        if (reply.Json.GetProperty("date").GetString() != date) violations.Add($"{sale.Id} was to be voided {date}: {reply.Text}");
        Acknowledge(sale, reply);
        return true;
    }

    /// <summary>False when it is to be sent again.</summary>
    public async Task<bool> CorrectAsync(RevisedSale sale, Sale correction)
    {
        sale.BeginCorrection(correction);
        Reply reply = await api.PutAsync($"/transactions/{Uri.EscapeDataString(sale.Id)}", correction.ToJson());
        if (!traffic.Sort($"correction of {sale.Id}", reply, 200, 201)) return false;
        if (reply.Json.GetProperty("total").GetDecimal() != correction.Total)
            violations.Add($"{sale.Id} was corrected to {correction.Total}: {reply.Text}");
        Acknowledge(sale, reply);
        return true;
    }

    private static void Acknowledge(RevisedSale sale, Reply reply)
    {
        JsonElement answer = reply.Json;
        sale.Acknowledge(answer.GetProperty("position").GetString()!, answer.GetProperty("revision").GetInt32());
    }
}
