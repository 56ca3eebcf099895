using System.Buffers.Binary;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Tracing;

/// <summary>A message in Protocol Buffers' wire format, as far as OTLP needs it: fields by number, without a schema.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtoMessage(ReadOnlyMemory<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong key = Varint(bytes.Span, ref at);
            int field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    _fields.Add((field, Varint(bytes.Span, ref at), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]), default));
                    at += sizeof(ulong);
                    break;
                case 2:
                    int length = (int)Varint(bytes.Span, ref at);
                    _fields.Add((field, 0, bytes.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]), default));
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} at {at}.");
            }
        }
    }

    public IEnumerable<ProtoMessage> Messages(int field) => All(field).Select(found => new ProtoMessage(found.Bytes));

    public ulong Number(int field) => All(field).FirstOrDefault().Number;

    public string Hex(int field) => Convert.ToHexStringLower(All(field).FirstOrDefault().Bytes.Span);

    public string Text(int field) => Encoding.UTF8.GetString(All(field).FirstOrDefault().Bytes.Span);

    private IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> All(int field) =>
        _fields.Where(found => found.Field == field);

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
