using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Api.Json;

/// <summary>Writes exact decimals without trailing zeros (2.5, not 2.50) and without exponents.</summary>
internal sealed class MoneyConverter : JsonConverter<decimal>
{
    // Division by one with the maximum scale makes decimal choose the smallest exact scale.
    private const decimal One = 1.0000000000000000000000000000m;

    public static decimal Plain(decimal value) => value == 0 ? 0 : value / One;

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Plain(value));
}

/// <summary>Writes UTC times with a Z, whatever <see cref="DateTimeKind"/> the store returned.</summary>
internal sealed class UtcConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

/// <summary>Writes times with their offset, as Z when it is zero.</summary>
internal sealed class OffsetTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        if (value.Offset == TimeSpan.Zero) writer.WriteStringValue(value.UtcDateTime);
        else writer.WriteStringValue(value);
    }
}
