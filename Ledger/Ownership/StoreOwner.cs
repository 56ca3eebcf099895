using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Ledger.Ownership;

/// <summary>The process that serves a store, as it describes itself to other processes.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Port">The HTTP port; null when it listens on none.</param>
internal sealed record StoreOwner(int Pid, string Host, DateTime StartedAt, int? Port)
{
    public static StoreOwner ThisProcess(int? port, TimeProvider time) =>
        new(Environment.ProcessId, Environment.MachineName, time.GetUtcNow().UtcDateTime, port);

    public string ToJson() => JsonSerializer.Serialize(this, StoreOwnerJson.Default.StoreOwner);

    /// <summary>Returns null when the text is incomplete, because the owner is still writing it.</summary>
    public static StoreOwner? FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, StoreOwnerJson.Default.StoreOwner);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Describes the owner and its store: <c>Process 4295 serves .retail since 18:46 UTC (port 8000)</c>.</summary>
    public string Serves(string store)
    {
        string host = Host == Environment.MachineName ? "" : $" on {Host}";
        string port = Port is { } number ? string.Create(CultureInfo.InvariantCulture, $" (port {number})") : "";
        return string.Create(CultureInfo.InvariantCulture, $"Process {Pid}{host} serves {store} since {StartedAt:HH:mm} UTC{port}");
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoreOwner))]
internal sealed partial class StoreOwnerJson : JsonSerializerContext;
