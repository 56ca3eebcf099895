using System.Buffers;
using System.IO.Pipelines;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions.Batches;

/// <summary>Reads one transaction per line. An invalid line becomes an item with problems and does not affect others.</summary>
internal sealed class NdjsonItems(PipeReader body, TransactionReader reader)
{
    private const int MaxLine = ServerLimits.MaxTransaction;

    /// <summary>
    /// The maximum number of items that are read at once. The shortest line has three bytes, and an item with its problems several hundred.
    /// </summary>
    private const int MaxItems = 1_000;

    private bool _atStart = true;
    private bool _inLongLine;
    private bool _ended;

    /// <summary>Whether more input, or the end, is available, so that the next call does not wait for the sender.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Items of lines that have arrived; null at the end. Waits only when no line is available.</summary>
    public async ValueTask<List<ReadItem>?> NextAsync(CancellationToken cancel)
    {
        if (_ended) return null;
        ReadResult read;
        try
        {
            read = await body.ReadAsync(cancel);
        }
        catch (Exception e) when (!_atStart && (e is InvalidDataException or BadHttpRequestException))
        {
            // Earlier lines are recorded or on their way, and their results belong to the sender.
            HasMore = _ended = true;
            return [Refused($"cannot be read; the stream ends here: {e.Message}")];
        }

        ReadOnlySequence<byte> buffer = read.Buffer;
        if (_atStart && buffer.Length > 2)
        {
            buffer = JsonText.WithoutMark(buffer);
            _atStart = false;
        }

        List<ReadItem> items = [];
        while (items.Count < MaxItems && TryTakeLine(ref buffer, out ReadOnlySequence<byte> line)) AddLine(line, items);
        if (items.Count == MaxItems)
        {
            body.AdvanceTo(buffer.Start);
            HasMore = true;
            return items;
        }

        if (read.IsCompleted)
        {
            _ended = true;
            AddLine(buffer, items);
            buffer = buffer.Slice(buffer.End);
        }
        else if (buffer.Length > MaxLine)
        {
            if (!_inLongLine) items.Add(Refused("is longer than 2 MB"));
            _inLongLine = true;
            buffer = buffer.Slice(buffer.End);
        }

        body.AdvanceTo(buffer.Start, buffer.End);
        HasMore = _ended || PeekMore();
        return items;
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        SequencePosition? end = buffer.PositionOf((byte)'\n');
        line = end is { } at ? buffer.Slice(0, at) : default;
        if (end is { } newline) buffer = buffer.Slice(buffer.GetPosition(1, newline));
        return end is not null;
    }

    private static ReadItem Refused(string message)
    {
        InputProblems problems = new();
        problems.Add("$", message);
        return new ReadItem(null, null, problems);
    }

    private void AddLine(in ReadOnlySequence<byte> line, List<ReadItem> items)
    {
        bool restOfLongLine = _inLongLine;
        _inLongLine = false;
        if (restOfLongLine || IsBlank(line)) return;
        if (line.Length > MaxLine)
        {
            items.Add(Refused("is longer than 2 MB"));
            return;
        }

        InputProblems problems = new();
        items.Add(JsonText.Parse(line, reader.Read, problems) ?? new ReadItem(null, null, problems));
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (ReadOnlyMemory<byte> part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        }

        return true;
    }

    private bool PeekMore()
    {
        if (!body.TryRead(out ReadResult read)) return false;
        body.AdvanceTo(read.Buffer.Start);
        return true;
    }
}
