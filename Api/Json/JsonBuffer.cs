using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RetailGrains.Api.Json;

/// <summary>
/// A buffer for answers, so that the headers can contain their length and tag. Each thread has one; it is filled and copied without an
/// await in between.
/// </summary>
internal static class JsonBuffer
{
    private const int MaxKept = 1024 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        // Names and messages stay readable. Every answer has nosniff, so no browser interprets it as HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _bytes;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Writes a value as JSON; the bytes are valid until the thread's next call.</summary>
    public static ReadOnlySpan<byte> Write<T>(T value, JsonTypeInfo<T> type)
    {
        if (_bytes is not { Capacity: <= MaxKept }) _bytes = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        _writer ??= new Utf8JsonWriter(_bytes, Options);
        _bytes.ResetWrittenCount();
        _writer.Reset(_bytes);
        JsonSerializer.Serialize(_writer, value, type);
        _writer.Flush();
        return _bytes.WrittenSpan;
    }
}
