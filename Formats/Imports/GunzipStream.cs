using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using RetailGrains.IO;

namespace RetailGrains.Imports;

/// <summary>
/// Decompresses gzip data of one or several members. It rejects any other data before, between or after the members: .NET's own stream ends
/// silently at the first byte that does not start a member, and the data after it would be lost.
/// </summary>
/// <param name="packed">The compressed data.</param>
/// <exception cref="GzipRatioException">On a read: the decompressed size exceeds the limit of <see cref="GzipRatio"/>.</exception>
public sealed class GunzipStream(Stream packed) : ForwardStream
{
    private const int TrailerLength = 8;

    private readonly MemberSource _source = new(packed);
    private readonly Crc32 _checksum = new();
    private DeflateStream? _member;
    private uint _length;
    private long _total;
    private bool _any;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_member is not null || await BeginMemberAsync(cancellationToken))
        {
            int read = await _member!.ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                _checksum.Append(buffer.Span[..read]);
                _length += (uint)read;
                _total += read;
                if (GzipRatio.IsTooHigh(_source.Total, _total)) throw new GzipRatioException();
                return read;
            }

            await EndMemberAsync(cancellationToken);
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads a member's header (RFC 1952, 2.3); false at the end of the data.</summary>
    private async ValueTask<bool> BeginMemberAsync(CancellationToken cancel)
    {
        if (_any && await _source.IsAtEndAsync(cancel)) return false;
        var head = new byte[10];
        await _source.TakeAsync(head, cancel);
        if (head is not [0x1F, 0x8B, 8, <= 0x1F, ..])
            throw new InvalidDataException(_any ? "Something other than gzip data follows the gzip data." : "This is not gzip data.");
        byte flags = head[3];
        if ((flags & 4) != 0)
        {
            var length = new byte[2];
            await _source.TakeAsync(length, cancel);
            await _source.TakeAsync(new byte[BinaryPrimitives.ReadUInt16LittleEndian(length)], cancel);
        }

        if ((flags & 8) != 0) await _source.SkipTextAsync(cancel);
        if ((flags & 16) != 0) await _source.SkipTextAsync(cancel);
        if ((flags & 2) != 0) await _source.TakeAsync(new byte[2], cancel);
        _any = true;
        _length = 0;
        _checksum.Reset();
        _member = new DeflateStream(_source, CompressionMode.Decompress, leaveOpen: true);
        return true;
    }

    private async ValueTask EndMemberAsync(CancellationToken cancel)
    {
        await _member!.DisposeAsync();
        _member = null;
        var trailer = new byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), _length);
        if (!await _source.EndBodyAsync(trailer, cancel))
            throw new InvalidDataException("The gzip data is damaged: its checksum or length does not match.");
    }

    /// <summary>
    /// The compressed data. A DeflateStream reads more than its member has. The known trailer of the member is used to find the unused
    /// bytes in the last block that it read.
    /// </summary>
    private sealed class MemberSource(Stream packed) : ForwardStream
    {
        private const int Piece = 4 * 1024;

        private readonly byte[] _buffer = new byte[16 * 1024];
        private int _start;
        private int _end;
        private int _pieceStart;

        /// <summary>Bytes read so far.</summary>
        public long Total { get; private set; }

        public async ValueTask<bool> IsAtEndAsync(CancellationToken cancel) => _start == _end && !await FillAsync(cancel);

        public async ValueTask TakeAsync(Memory<byte> bytes, CancellationToken cancel)
        {
            while (!bytes.IsEmpty)
            {
                if (await IsAtEndAsync(cancel)) throw new InvalidDataException("The gzip data is truncated.");
                int count = Math.Min(bytes.Length, _end - _start);
                _buffer.AsSpan(_start, count).CopyTo(bytes.Span);
                _start += count;
                _pieceStart = _start;
                bytes = bytes[count..];
            }
        }

        public async ValueTask SkipTextAsync(CancellationToken cancel)
        {
            var one = new byte[1];
            do await TakeAsync(one, cancel);
            while (one[0] != 0);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await IsAtEndAsync(cancellationToken)) return 0;
            _pieceStart = _start;
            int count = Math.Min(Math.Min(buffer.Length, Piece), _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
            _start += count;
            return count;
        }

        /// <summary>Moves back to the first byte after the trailer; false when the trailer is not there.</summary>
        public async ValueTask<bool> EndBodyAsync(byte[] trailer, CancellationToken cancel)
        {
            _start = _pieceStart;
            while (_end - _start < Piece + TrailerLength && await FillAsync(cancel))
            {
                // the trailer may have arrived only in part
            }

            int length = Math.Min(_end - _start, Piece + TrailerLength);
            int at = _buffer.AsSpan(_start, length).IndexOf(trailer);
            if (at < 0) return false;
            while (IsTrailerAt(at + 1)) at++;
            _start += at + TrailerLength;
            _pieceStart = _start;
            return true;

            // The trailer of an empty member is zeros, and so is the end of its compressed data: the last match is the trailer.
            bool IsTrailerAt(int place) =>
                place + TrailerLength <= length && _buffer.AsSpan(_start + place, TrailerLength).SequenceEqual(trailer);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) packed.Dispose();
            base.Dispose(disposing);
        }

        private async ValueTask<bool> FillAsync(CancellationToken cancel)
        {
            _buffer.AsSpan(_pieceStart, _end - _pieceStart).CopyTo(_buffer);
            _start -= _pieceStart;
            _end -= _pieceStart;
            _pieceStart = 0;

            if (_end == _buffer.Length) return false;
            int read = await packed.ReadAsync(_buffer.AsMemory(_end), cancel);
            _end += read;
            Total += read;
            return read > 0;
        }
    }
}
